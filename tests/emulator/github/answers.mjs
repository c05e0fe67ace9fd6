// What every answer gets: its ETag, the App of a check run, and the address of an Enterprise server (everything below /api/v3).
import crypto from "node:crypto";

export default function (world) {
  const { app, gh, state, baseUrl } = world;
  const fetch = app.fetch;

  // Only an App can make check runs here, so whose they are is known.
  const withApp = (path, text) => {
    const owner = path.match(/^\/repos\/([^/]+)\/[^/]+\/(commits\/.+\/)?check-runs/)?.[1];
    const installation = owner && gh.appInstallations.all().find((one) => one.account_login === owner);
    if (!installation) return text;
    const { app_id: id, slug, name } = gh.apps.all().find((one) => one.app_id === installation.app_id);
    const answer = JSON.parse(text);
    for (const run of answer.check_runs ?? [answer]) run.app = { id, slug, name };
    return JSON.stringify(answer);
  };

  const answered = async (request) => {
    const response = await fetch(request);
    const path = new URL(request.url).pathname;
    const isJson = /json/.test(response.headers.get("content-type") ?? "");
    if (request.method !== "GET" || response.status !== 200 || !isJson || path.startsWith("/_")) return response;
    const text = withApp(path, await response.text());
    const tag = `W/"${crypto.createHash("sha256").update(text).digest("hex")}"`;
    const headers = new Headers(response.headers);
    headers.set("ETag", tag);
    headers.delete("content-length");
    return request.headers.get("if-none-match") === tag ? new Response(null, { status: 304, headers }) : new Response(text, { status: 200, headers });
  };

  // What a test says is left of the limit. The App's own requests, which make tokens, have another.
  const limited = async (request) => {
    const { pathname } = new URL(request.url);
    const isCounted = state.limit && !/^\/(_|app(\/|$)|repos\/[^/]+\/[^/]+\/installation$)|\.git\//.test(pathname) && !/Bearer (int_|ada-|mallory-)/.test(request.headers.get("authorization"));
    if (!isCounted) return answered(request);
    if (Date.now() / 1000 >= state.limit.reset) state.limit = { ...state.limit, remaining: 5000, reset: state.limit.reset + 3600 };
    const { limit } = state;
    const rate = { "x-ratelimit-limit": "5000", "x-ratelimit-reset": String(limit.reset), "x-ratelimit-resource": "core" };
    if (limit.remaining <= 0) {
      limit.refused++;
      const body = { message: "API rate limit exceeded for installation ID 100.", documentation_url: "https://docs.github.com/rest", status: "403" };
      return Response.json(body, { status: 403, headers: { ...rate, "x-ratelimit-remaining": "0" } });
    }
    const response = await answered(request);
    if (response.status !== 304) limit.remaining--;
    const headers = new Headers(response.headers);
    for (const [name, value] of Object.entries({ ...rate, "x-ratelimit-remaining": String(limit.remaining) })) headers.set(name, value);
    return new Response(response.body, { status: response.status, headers });
  };

  // A repository is also known by its number: a renamed one is led to by it.
  const named = (path) => path.replace(/^\/repositories\/(\d+)(?=\/|$)/, (all, id) => (gh.repos.get(+id) ? `/repos/${gh.repos.get(+id).full_name}` : all));

  app.fetch = async (request) => {
    const url = new URL(request.url);
    const isEnterprise = /^\/api\/v3\//.test(url.pathname);
    const path = named(url.pathname.replace(/^\/api\/v3(?=\/)/, "").replace(/^\/api\/graphql$/, "/graphql"));
    if (path === url.pathname) return limited(request);
    url.pathname = path;
    const response = await limited(new Request(url, { method: request.method, headers: request.headers, body: request.body, duplex: "half" }));
    if (!isEnterprise) return response;
    const headers = new Headers(response.headers);
    for (const name of ["link", "location"]) if (headers.has(name)) headers.set(name, headers.get(name).replaceAll(baseUrl + "/", baseUrl + "/api/v3/"));
    return new Response(response.body, { status: response.status, headers });
  };
}
