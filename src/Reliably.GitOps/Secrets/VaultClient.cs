using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Secrets;

/// <summary>Reads secrets from the key-value engine of a Vault (https://developer.hashicorp.com/vault/api-docs/secret/kv), as the Chaos Toolkit would.</summary>
internal sealed class VaultClient : IDisposable
{
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(10);

    private readonly VaultAccess access;
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = LongestAnswer }) { Timeout = LongestAnswer, MaxResponseContentBufferSize = 1 << 20 };

    private VaultClient(VaultAccess access) => this.access = access;

    /// <summary>What lies at each path.</summary>
    /// <param name="access">How the vault is reached.</param>
    /// <param name="serviceAccountToken">The content of the file of a service account's token, where the access names one.</param>
    /// <param name="paths">The paths.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="ExperimentErrorException">It cannot be read; says why.</exception>
    public static async Task<VaultPayloads> ReadAsync(VaultAccess access, string? serviceAccountToken, ImmutableArray<string> paths, CancellationToken stop)
    {
        using var client = new VaultClient(access);
        try
        {
            var token = await client.TokenAsync(serviceAccountToken, stop);
            var payloads = ImmutableDictionary.CreateBuilder<string, DataNode.Mapping>(StringComparer.Ordinal);
            foreach (var path in paths) payloads[path] = await client.ReadAsync(path, token, stop);
            return new(payloads.ToImmutable());
        }
        catch (Exception exception) when (exception is HttpRequestException or FormatException or InvalidOperationException or OperationCanceledException)
        {
            throw new ExperimentErrorException($"The vault at {access.Address} cannot be read: {exception.Message}");
        }
    }

    public void Dispose() => http.Dispose();

    private async Task<string?> TokenAsync(string? serviceAccountToken, CancellationToken stop)
    {
        if (access.Role is var (id, secret)) return await LogInAsync("approle", DataNode.Mapping.Create(("role_id", DataNode.Of(id)), ("secret_id", DataNode.Of(secret))), stop);
        return access.ServiceAccount is var (role, mount, _)
            ? await LogInAsync(mount, DataNode.Mapping.Create(("role", DataNode.Of(role)), ("jwt", DataNode.Of(serviceAccountToken ?? ""))), stop)
            : access.Token;
    }

    private async Task<string> LogInAsync(string mount, DataNode.Mapping body, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, AddressOf($"auth/{mount}/login")) { Content = new StringContent(JsonWriter.Compact(body), Encoding.UTF8, "application/json") };
        var answer = await SendAsync(request, "It does not let us in", stop);
        return ((answer["auth"] as DataNode.Mapping)?["client_token"] as DataNode.Text)?.Value ?? throw new ExperimentErrorException($"The vault at {access.Address} gave no token.");
    }

    private async Task<DataNode.Mapping> ReadAsync(string path, string? token, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, AddressOf(access.IsFirstVersion ? $"{access.Mount}/{path}" : $"{access.Mount}/data/{path}"));
        if (token is not null) request.Headers.Add("X-Vault-Token", token.Trim());
        var answer = await SendAsync(request, $"'{path}' cannot be read", stop);
        var data = answer["data"] as DataNode.Mapping;
        return (access.IsFirstVersion ? data : data?["data"] as DataNode.Mapping) ?? DataNode.Mapping.Empty;
    }

    private async Task<DataNode.Mapping> SendAsync(HttpRequestMessage request, string problem, CancellationToken stop)
    {
        request.Headers.Add("X-Vault-Request", "true");
        using var response = await http.SendAsync(request, stop);
        if (response.StatusCode == HttpStatusCode.OK && JsonReader.Parse(await response.Content.ReadAsStringAsync(stop)) is DataNode.Mapping answer) return answer;
        throw new ExperimentErrorException($"The vault at {access.Address} answered {((int)response.StatusCode).ToString(CultureInfo.InvariantCulture)}. {problem}.");
    }

    private Uri AddressOf(string path) => Uri.TryCreate($"{access.Address.TrimEnd('/')}/v1/{path}", UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
        ? address
        : throw new ExperimentErrorException($"'{access.Address}' is no address of a vault.");
}
