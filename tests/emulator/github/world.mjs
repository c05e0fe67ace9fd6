// What all parts of the GitHub emulator share: the package's store, its tokens, and what we keep beside it.
import fs from "node:fs";
import crypto from "node:crypto";
import { AsyncLocalStorage } from "node:async_hooks";

export const NO_COMMIT = "0".repeat(40);

export function makeWorld({ app, store, webhooks, baseUrl, tokens, registerInner, gh, root, check, restart }) {
  const byName = (owner, name) => gh.repos.findOneBy("full_name", `${owner}/${name}`);
  const repoOf = (c) => byName(c.req.param("owner"), c.req.param("repo"));

  const refuse = (c, status, message, errors) =>
    c.json({ message, ...(errors ? { errors } : {}), documentation_url: "https://docs.github.com/rest", status: String(status) }, status);

  // Reads through the package's own route, with a token of its own so that no rate limit is touched.
  const ask = async (method, address, body) => {
    const token = "int_" + crypto.randomUUID();
    tokens.set(token, { login: "admin", id: 2, scopes: [] });
    try {
      return await app.fetch(new Request(baseUrl + address, { method, headers: { authorization: `Bearer ${token}` }, body: body && JSON.stringify(body) }));
    } finally {
      tokens.delete(token);
    }
  };

  const read = async (address) => {
    const response = await ask("GET", address);
    return response.status === 200 ? await response.json() : null;
  };

  const userOf = (c) => {
    const auth = c?.get("authUser");
    if (!auth) return null;
    if (!auth.installation) return gh.users.findOneBy("login", auth.login);
    const login = gh.apps.all().find((one) => one.app_id === auth.installation.appId).slug + "[bot]";
    return gh.users.findOneBy("login", login) ?? { login, id: 0, type: "Bot" };
  };

  const brief = (user) => ({
    login: user.login,
    id: user.id,
    type: user.type ?? "User",
    site_admin: !!user.site_admin,
    html_url: `${baseUrl}/${user.login}`,
    avatar_url: `${baseUrl}/avatars/u/${user.login}`,
  });

  // The package's own handler of a route that we took over.
  const packaged = (method, pattern, c) =>
    app.routes
      .filter((route) => route.method === method && route.compiled.pattern === pattern)
      .at(-1)
      .handlers[0](c);

  const world = {
    app,
    store,
    webhooks,
    baseUrl,
    tokens,
    registerInner,
    gh,
    root,
    check,
    byName,
    repoOf,
    refuse,
    ask,
    read,
    userOf,
    brief,
    packaged,
    als: new AsyncLocalStorage(),
    log: [],
    faults: [],
    violations: [],
    expired: new Set(),
    hooks: new Map(),
    minimized: new Map(),
    annotations: new Map(),
    zips: new Map(),
    state: { moves: [], statuses: [], reactions: [], rid: 1, queue: Promise.resolve(), fromGit: false, seeding: true },
    restart,
  };

  // The package invents the tree of a workflow run's commit.
  world.fixRun = (repo, run) =>
    run?.head_commit
      ? {
          ...run,
          head_commit: { ...run.head_commit, tree_id: world.one("commits", repo, run.head_sha)?.tree_sha ?? run.head_commit.tree_id },
        }
      : run;

  // Called when the seed is in the store: hooks become ours, and every branch is there in git.
  world.seeded = () => {
    for (const one of gh.apps.all()) {
      if (one.webhook_url) world.hooks.set(one.app_id, one.webhook_url);
      gh.apps.update(one.id, { webhook_url: null });
    }
    fs.mkdirSync(root, { recursive: true });
    for (const repo of gh.repos.all()) {
      world.init(repo);
      for (const branch of gh.branches.findBy("repo_id", repo.id)) {
        world.exportCommit(repo, branch.sha);
        world.git(repo, ["update-ref", `refs/heads/${branch.name}`, branch.sha]);
      }
    }
    world.state.seeding = false;
  };

  return world;
}
