// Git over HTTP, by git itself.
import { spawn } from "node:child_process";

export default function (world) {
  const { app, tokens, gh, root, expired, read, git, init } = world;

  const smart = async (c) => {
    const full = `${c.req.param("owner")}/${c.req.param("repo").replace(/\.git$/, "")}`,
      repo = gh.repos.findOneBy("full_name", full),
      url = new URL(c.req.url),
      rest = url.pathname.slice(url.pathname.indexOf(".git/") + 5),
      h = c.req.header("Authorization") ?? "",
      t = Buffer.from(h.replace(/^basic /i, ""), "base64")
        .toString()
        .split(":")
        .slice(1)
        .join(":"),
      a = tokens.get(t),
      write = rest === "git-receive-pack" || url.searchParams.get("service") === "git-receive-pack";
    if (!repo) return c.text("Repository not found.", 404);
    if (!a || expired.has(t))
      if (write || repo.private || h) return c.text("Authentication failed", 401, { "WWW-Authenticate": 'Basic realm="GitHub"' });
    const pm = a?.installation
      ? a.installation.permissions.contents
      : a && (await read(`/repos/${full}/collaborators/${a.login}/permission`))?.permission;
    if (write ? !["write", "admin"].includes(pm) : repo.private && (!pm || pm === "none"))
      return c.text("Write access to repository not granted.", 403);
    init(repo);
    const who = a?.installation ? `${gh.apps.all().find((x) => x.app_id === a.installation.appId).slug}[bot]` : (a?.login ?? "");
    const p = spawn("git", ["http-backend"], {
      env: {
        PATH: process.env.PATH,
        HOME: "/nonexistent",
        GIT_PROJECT_ROOT: root,
        GIT_HTTP_EXPORT_ALL: "1",
        PATH_INFO: `/${full}.git/${rest}`,
        REQUEST_METHOD: c.req.method,
        QUERY_STRING: url.search.slice(1),
        CONTENT_TYPE: c.req.header("Content-Type") ?? "",
        HTTP_CONTENT_ENCODING: c.req.header("Content-Encoding") ?? "",
        GIT_PROTOCOL: c.req.header("Git-Protocol") ?? "",
        REMOTE_USER: who,
        REMOTE_ADDR: "127.0.0.1",
      },
    });
    p.stdin.on("error", () => {});
    p.stdin.end(Buffer.from(await c.req.arrayBuffer()));
    const out = [];
    for await (const x of p.stdout) out.push(x);
    const o = Buffer.concat(out),
      cut = o.indexOf("\r\n\r\n"),
      hd = new Headers();
    let st = 200;
    for (const l of o.toString("latin1", 0, cut).split("\r\n")) {
      const k = l.indexOf(":"),
        n = l.slice(0, k),
        v = l.slice(k + 1).trim();
      if (n === "Status") st = +v.slice(0, 3);
      else hd.append(n, v);
    }
    return new Response(o.subarray(cut + 4), { status: st, headers: hd });
  };
  app.get("/:owner/:repo{[^/]+\\.git}/info/refs", smart);
  app.post("/:owner/:repo{[^/]+\\.git}/git-upload-pack", smart);
  app.post("/:owner/:repo{[^/]+\\.git}/git-receive-pack", smart);
}
