// How things are set up, for those who look whether they can work: the App's webhook and its deliveries, rules of branches.
export default function (world) {
  const { app, gh, hooks, log, state, repoOf, refuse } = world;
  const appOf = (c) => gh.apps.all().find((one) => one.app_id === c.get("authApp")?.appId);
  state.rules = [];

  app.get("/app/hook/config", (c) => {
    const one = appOf(c);
    if (!one) return refuse(c, 401, "A JSON web token could not be decoded");
    const url = hooks.get(one.app_id);
    return c.json({ content_type: "json", insecure_ssl: "0", ...(one.webhook_secret ? { secret: "********" } : {}), ...(url ? { url } : {}) });
  });
  app.get("/app/hook/deliveries", (c) => {
    const one = appOf(c);
    if (!one) return refuse(c, 401, "A JSON web token could not be decoded");
    const ended = log.filter((delivery) => delivery.app === one.app_id && delivery.status_code !== null);
    return c.json(
      ended
        .toReversed()
        .slice(0, +(c.req.query("per_page") ?? 30))
        .map(({ id, guid, delivered_at, event, action, status_code }) => ({
          id,
          guid,
          delivered_at,
          redelivery: false,
          duration: 0.1,
          status: status_code === 0 ? "failed to connect to host" : status_code < 300 ? "OK" : `Invalid HTTP Response: ${status_code}`,
          status_code,
          event,
          action,
          installation_id: null,
          repository_id: null,
          throttled_at: null,
        })),
    );
  });
  app.get("/repos/:owner/:repo/rules/branches/:branch{.+}", (c) => {
    const repo = repoOf(c);
    if (!repo) return refuse(c, 404, "Not Found");
    const rules = state.rules.filter((rule) => rule.repository === repo.full_name && rule.branch === c.req.param("branch"));
    return c.json(
      rules.map((rule) => ({ type: rule.type, ruleset_source_type: "Repository", ruleset_source: repo.full_name, ruleset_id: rule.ruleset })),
    );
  });
  app.get("/repos/:owner/:repo/rulesets/:id", (c) => {
    const rule = state.rules.find((one) => one.repository === repoOf(c)?.full_name && one.ruleset === +c.req.param("id"));
    if (!rule) return refuse(c, 404, "Not Found");
    return c.json({ id: rule.ruleset, name: rule.name, enforcement: "active", source_type: "Repository", source: rule.repository, current_user_can_bypass: rule.bypass });
  });

  // Somebody with an administrator's rights sets things up. A rule: { repository, branch, type, ruleset, name, bypass }.
  app.post("/_test/rules", async (c) => {
    state.rules.push(await c.req.json());
    return c.body(null, 204);
  });
  app.post("/_test/app", async (c) => {
    const { app_id, permissions, events } = await c.req.json();
    const one = gh.apps.all().find((found) => found.app_id === app_id);
    gh.apps.update(one.id, { permissions, events });
    return c.body(null, 204);
  });
}
