// What every answer gets: its ETag, the App of a check run, and the address of an Enterprise server (everything below /api/v3).
import crypto from "node:crypto";

export default function (world) {
  const { app, gh } = world;
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

  app.fetch = (request) => {
    const url = new URL(request.url);
    const path = url.pathname.replace(/^\/api\/v3(?=\/)/, "").replace(/^\/api\/graphql$/, "/graphql");
    if (path === url.pathname) return answered(request);
    url.pathname = path;
    return answered(new Request(url, { method: request.method, headers: request.headers, body: request.body, duplex: "half" }));
  };
}
