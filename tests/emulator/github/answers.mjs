// ETags, and the address of an Enterprise server.
import crypto from "node:crypto";

export default function (world) {
  const { app } = world;

  const fetch0 = app.fetch; // GHES-style base address (Octokit.net appends /api/v3/ to every host but api.github.com)
  const etag = async (r) => {
    const x = await fetch0(r);
    if (
      r.method !== "GET" ||
      x.status !== 200 ||
      !/json/.test(x.headers.get("content-type") ?? "") ||
      new URL(r.url).pathname.startsWith("/_")
    )
      return x;
    const b = await x.text(),
      t = `W/"${crypto.createHash("sha256").update(b).digest("hex")}"`,
      h = new Headers(x.headers);
    h.set("ETag", t);
    return r.headers.get("if-none-match") === t
      ? new Response(null, { status: 304, headers: h })
      : new Response(b, { status: 200, headers: h });
  };
  app.fetch = (r) => {
    const u = new URL(r.url),
      p = u.pathname.replace(/^\/api\/v3(?=\/)/, "").replace(/^\/api\/graphql$/, "/graphql");
    if (p === u.pathname) return etag(r);
    u.pathname = p;
    return etag(new Request(u, { method: r.method, headers: r.headers, body: r.body, duplex: "half" }));
  };
}
