// Before the package answers: the contract, credentials, and the faults that a test asked for.
import path from "node:path";

export default function (world) {
  const { app, tokens, gh, als, faults, violations, check, expired, refuse, userOf } = world;

  if (check)
    app.use("*", async (c, next) => {
      const u = new URL(c.req.url);
      if (!/^\/(_|graphql)|\.git\//.test(u.pathname) && !String(c.get("authToken")).startsWith("int_")) {
        let j;
        if (!["GET", "HEAD"].includes(c.req.method)) {
          const t = await c.req.raw.clone().text();
          if (t)
            try {
              j = JSON.parse(t);
            } catch {
              j = "invalid JSON";
            }
        }
        const v = check(c.req.method, u.pathname, u.search, j);
        if (v.length) violations.push({ method: c.req.method, path: u.pathname + u.search, violations: v });
      }
      await next();
    });
  app.get("/_test/contract", (c) => c.json(violations));
  app.use("*", async (c, next) => {
    const h = c.req.header("Authorization"),
      p = c.req.path;
    let a = c.get("authUser");
    if (h && !p.startsWith("/_")) {
      let t = c.get("authToken");
      if (/^basic /i.test(h)) {
        t = Buffer.from(h.slice(6), "base64").toString().split(":").slice(1).join(":");
        a = tokens.get(t);
        c.set("authUser", a);
      }
      const exp = gh.installationTokenMetadata.all().length && expired.has(t);
      if (!c.get("authApp") && (!tokens.has(t) || exp) && !p.includes(".git/")) return refuse(c, 401, "Bad credentials");
    }
    const f = faults.find((f) => f.times > 0 && (!f.method || f.method === c.req.method) && new RegExp(f.path).test(p));
    if (f) {
      f.times--;
      if (f.delay_ms) await new Promise((r) => setTimeout(r, f.delay_ms));
      if (f.status === 304) return c.body(null, 304, f.headers);
      if (f.status) return c.json(f.body ?? { message: "injected" }, f.status, f.headers);
    }
    return als.run({ actor: userOf(c), app: c.get("authApp") }, async () => {
      let r;
      await next().then(() => {});
      return r;
    });
  });
}
