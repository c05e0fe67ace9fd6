// Who may do what, statuses, reactions and minimised comments: what the package lacks.

export default function (world) {
  const { app, baseUrl, tokens, gh, state, minimized, repoOf, refuse, read, userOf, brief, one, deliver } = world;

  // Also the accounts of Apps, whose brackets come escaped.
  app.get("/users/:username", (c) => {
    const login = decodeURIComponent(c.req.param("username"));
    const user = gh.users.findOneBy("login", login);
    const bot = gh.apps.all().find((one) => `${one.slug}[bot]` === login);
    return user || bot ? c.json(brief(user ?? { login, id: 100000 + bot.app_id, type: "Bot" })) : refuse(c, 404, "Not Found");
  });
  app.get("/repos/:owner/:repo/collaborators/:username/permission", (c) => {
    const repo = repoOf(c),
      u = gh.users.findOneBy("login", c.req.param("username"));
    if (!repo || !u) return refuse(c, 404, "Not Found");
    let role = repo.private ? "none" : "read";
    const owner = repo.owner_type === "User" && repo.owner_id === u.id,
      m =
        repo.owner_type === "Organization" &&
        gh.teamMembers.findBy("user_id", u.id).find((x) => gh.teams.get(x.team_id)?.org_id === repo.owner_id);
    const col = gh.collaborators.findBy("repo_id", repo.id).find((x) => x.user_id === u.id);
    if (owner || m?.role === "maintainer") role = "admin";
    else if (col) role = { pull: "read", push: "write" }[col.permission] ?? col.permission;
    else if (m) role = gh.orgs.get(repo.owner_id).default_repository_permission;
    return c.json({ permission: { triage: "read", maintain: "write" }[role] ?? role, role_name: role, user: brief(u) });
  });
  app.get("/installation/repositories", (c) => {
    const i = c.get("authUser")?.installation;
    if (!i) return refuse(c, 403, "Resource not accessible by personal access token");
    const rs = gh.repos
      .all()
      .filter(
        (r) =>
          r.owner_id === i.accountId &&
          r.owner_type === i.accountType &&
          (i.repositorySelection === "all" || i.repositoryIds.includes(r.id)),
      );
    return c.json({
      total_count: rs.length,
      repository_selection: i.repositorySelection,
      repositories: rs.map((r) => ({
        id: r.id,
        node_id: r.node_id,
        name: r.name,
        full_name: r.full_name,
        private: r.private,
        default_branch: r.default_branch,
      })),
    });
  });
  app.delete("/installation/token", (c) => {
    tokens.delete(c.get("authToken"));
    return c.body(null, 204);
  });
  app.post("/repos/:owner/:repo/statuses/:sha", async (c) => {
    const repo = repoOf(c);
    if (!repo) return refuse(c, 404, "Not Found");
    const b = await c.req.json(),
      sha = c.req.param("sha"),
      a = c.get("authUser");
    if (a?.installation && a.installation.permissions.statuses !== "write") return refuse(c, 403, "Resource not accessible by integration");
    if (!["error", "failure", "pending", "success"].includes(b.state))
      return refuse(c, 422, "Validation Failed", [
        { resource: "Status", code: "custom", field: "state", message: "state is not included in the list" },
      ]);
    if (!one("commits", repo, sha)) return refuse(c, 422, `No commit found for SHA: ${sha}`);
    const s = {
      id: state.statuses.length + 1,
      node_id: "S" + state.statuses.length,
      state: b.state,
      description: b.description ?? null,
      target_url: b.target_url ?? null,
      context: b.context ?? "default",
      created_at: new Date().toISOString(),
      updated_at: new Date().toISOString(),
      creator: brief(userOf(c)),
      url: `${baseUrl}/repos/${repo.full_name}/statuses/${sha}`,
    };
    state.statuses.push({ repo: repo.id, sha, s });
    deliver(
      "status",
      undefined,
      {
        id: s.id,
        sha,
        name: repo.full_name,
        state: s.state,
        context: s.context,
        description: s.description,
        target_url: s.target_url,
        repository: await read(`/repos/${repo.full_name}`),
        sender: s.creator,
      },
      repo,
    );
    return c.json(s, 201);
  });
  const stat = (c) => {
    const repo = repoOf(c),
      ref = c.req.param("ref"),
      sha = gh.branches.findBy("repo_id", repo.id).find((x) => x.name === ref)?.sha ?? ref;
    return [
      repo,
      sha,
      state.statuses
        .filter((x) => x.repo === repo.id && x.sha === sha)
        .map((x) => x.s)
        .reverse(),
    ];
  };
  app.get("/repos/:owner/:repo/commits/:ref/statuses", (c) => c.json(stat(c)[2]));
  app.get("/repos/:owner/:repo/commits/:ref/status", (c) => {
    const [repo, sha, all] = stat(c),
      latest = [...new Map([...all].reverse().map((s) => [s.context, s])).values()];
    return c.json({
      state: latest.some((s) => s.state === "error" || s.state === "failure")
        ? "failure"
        : latest.length && latest.every((s) => s.state === "success")
          ? "success"
          : "pending",
      sha,
      total_count: latest.length,
      statuses: latest,
      repository: { full_name: repo.full_name },
    });
  });
  for (const [base, kind] of [
    ["/repos/:owner/:repo/issues/comments/:id/reactions", "c"],
    ["/repos/:owner/:repo/issues/:id/reactions", "i"],
    ["/repos/:owner/:repo/pulls/comments/:id/reactions", "r"],
  ]) {
    app.post(base, async (c) => {
      const content = (await c.req.json()).content,
        u = userOf(c),
        k = kind + c.req.param("id") + repoOf(c).id;
      if (!["+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes"].includes(content))
        return refuse(c, 422, "Validation Failed");
      const old = state.reactions.find((r) => r.k === k && r.user.login === u.login && r.content === content);
      if (old) return c.json(old, 200);
      const r = { k, id: state.rid++, node_id: "R" + state.rid, user: brief(u), content, created_at: new Date().toISOString() };
      state.reactions.push(r);
      return c.json(r, 201);
    });
    app.get(base, (c) => c.json(state.reactions.filter((r) => r.k === kind + c.req.param("id") + repoOf(c).id)));
    app.delete(base + "/:rid", (c) => {
      state.reactions = state.reactions.filter((r) => r.id !== +c.req.param("rid"));
      return c.body(null, 204);
    });
  }
  app.post("/graphql", async (c) => {
    const { query, variables: v } = await c.req.json(),
      m = query.match(/\b(minimizeComment|unminimizeComment|createCommitOnBranch|viewer)\b/)?.[1],
      inp = v?.input ?? {};
    const no = (t, message) => c.json({ data: null, errors: [{ type: t, message }] });
    if (m === "viewer") return c.json({ data: { viewer: { login: userOf(c).login } } });
    if (m === "minimizeComment" || m === "unminimizeComment") {
      const id = inp.subjectId ?? query.match(/subjectId:\s*"([^"]+)"/)?.[1],
        x = gh.comments.all().find((k) => k.node_id === id);
      if (!x) return no("NOT_FOUND", `Could not resolve to a node with the global id of '${id}'`);
      if (m[0] === "m") minimized.set(id, inp.classifier ?? query.match(/classifier:\s*(\w+)/)?.[1]);
      else minimized.delete(id);
      return c.json({
        data: { [m]: { minimizedComment: { isMinimized: minimized.has(id), minimizedReason: minimized.get(id)?.toLowerCase() ?? null } } },
      });
    }
    return no("UNSUPPORTED", "operation not implemented by the test server");
  });
}
