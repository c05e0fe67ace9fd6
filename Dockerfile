# The service in one image:  docker build -t reliably-gitops .
# Other base images (a mirror, a stand-in):  --build-arg SDK_IMAGE=… --build-arg RUNTIME_IMAGE=…
ARG SDK_IMAGE=mcr.microsoft.com/dotnet/sdk:10.0
ARG RUNTIME_IMAGE=mcr.microsoft.com/dotnet/aspnet:10.0

FROM ${SDK_IMAGE} AS build
WORKDIR /source
# Project files first: the restore is kept until one of them changes.
COPY global.json Directory.Build.props Directory.Packages.props .editorconfig ./
COPY src/Reliably.GitOps.Core/*.csproj src/Reliably.GitOps.Core/
COPY src/Reliably.GitOps/*.csproj src/Reliably.GitOps/
RUN arch="$(uname -m)" && case "$arch" in x86_64) rid=linux-x64 ;; aarch64) rid=linux-arm64 ;; *) echo "no runtime for $arch" >&2; exit 1 ;; esac \
 && echo "$rid" > /rid && dotnet restore src/Reliably.GitOps -r "$rid" -p:PublishReadyToRun=true
COPY schemas/ schemas/
COPY example-repo/ example-repo/
COPY src/ src/
# Compiled ahead of time: a verb starts in about half the time.
RUN dotnet publish src/Reliably.GitOps -c Release -r "$(cat /rid)" --no-restore --self-contained false -p:PublishReadyToRun=true \
    -p:GenerateDocumentationFile=false -p:EnforceCodeStyleInBuild=false -o /app

FROM ${RUNTIME_IMAGE} AS runtime
# The service speaks to remotes with git's command line; the runtime image has none.
RUN command -v git >/dev/null || (apt-get update && apt-get install -y --no-install-recommends git ca-certificates && rm -rf /var/lib/apt/lists/*)
COPY --from=build /app /app
# A place for mirrors, claims and the outbox; mount a volume here. Everything else may be read-only.
RUN mkdir -p /data && chown 1654:1654 /data && ln -s /app/reliably /usr/local/bin/reliably
ENV HOME=/data DOTNET_EnableDiagnostics=0 DOTNET_NOLOGO=1
USER 1654
WORKDIR /data
VOLUME ["/data", "/tmp"]
ENTRYPOINT ["/app/reliably"]
CMD ["serve", "--config", "/etc/reliably/reliably-server.yaml"]
