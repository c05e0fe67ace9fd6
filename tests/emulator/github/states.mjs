// What becomes of repositories and installations: archived, renamed, suspended, taken away; and what is left of the limit.
import fs from "node:fs";
import path from "node:path";

export default function (world) {
  const { app, gh, root, baseUrl, state, refuse, deliver } = world;
  state.renamed = new Map(); // a former name → the repository
  state.limit = null;

  const change = gh.repos.update.bind(gh.repos);
  gh.repos.update = (id, changed) => {
    const before = gh.repos.get(id)?.full_name;
    const repo = change(id, changed);
    if (!before || repo.full_name === before) return repo;
    state.renamed.set(before, id);
    state.renamed.delete(repo.full_name);
    const [from, to] = [before, repo.full_name].map((name) => path.join(root, name + ".git"));
    if (fs.existsSync(from)) {
      fs.renameSync(from, to);
      fs.symlinkSync(to, from); // for git that is at work there in this moment
      const hook = path.join(to, "hooks/post-receive");
      fs.writeFileSync(hook, fs.readFileSync(hook, "utf8").replace(`/_test/git/${before}`, `/_test/git/${repo.full_name}`));
    }
    return repo;
  };

  const suspended = "This installation has been suspended";

  app.use("*", async (c, next) => {
    const address = c.req.path;
    if (address.startsWith("/_")) return next();
    const git = address.match(/^\/([^/]+\/[^/]+)\.git(\/.*)$/);
    const [, name, rest = ""] = git ?? address.match(/^\/repos\/([^/]+\/[^/]+)(\/.*)?$/) ?? [];
    const say = (status, message) => (git ? c.text(message, status) : refuse(c, status, message));
    const repo = name && gh.repos.findOneBy("full_name", name);
    if (name && !repo && state.renamed.has(name)) {
      const id = state.renamed.get(name);
      const query = new URL(c.req.url).search;
      const to = git ? `${baseUrl}/${gh.repos.get(id).full_name}.git${rest}${query}` : `${baseUrl}/repositories/${id}${rest}${query}`;
      // GitHub lets what reads go on for good, and has what writes repeat itself.
      const status = git || ["GET", "HEAD"].includes(c.req.method) ? 301 : 307;
      return c.json({ message: status === 301 ? "Moved Permanently" : "Temporary Redirect", url: to }, status, { Location: to });
    }

    const made = address.match(/^\/app\/installations\/(\d+)\/access_tokens$/);
    if (made && gh.appInstallations.all().find((one) => one.installation_id === +made[1])?.suspended_at) return refuse(c, 403, suspended);
    const shown = c.get("authUser")?.installation;
    if (shown) {
      const live = gh.appInstallations.all().find((one) => one.installation_id === shown.installationId);
      if (!live) return say(401, "Bad credentials");
      if (live.suspended_at) return say(403, suspended);
      if (repo && live.repository_selection === "selected" && !live.repository_ids.includes(repo.id)) return say(404, git ? "Repository not found." : "Not Found");
    }

    const writes = git ? /git-receive-pack/.test(c.req.url) : !["GET", "HEAD"].includes(c.req.method) && rest !== "";
    if (repo?.archived && writes) return say(403, git ? "This repository was archived so it is read-only." : "Repository was archived so is read-only.");
    return next();
  });

  // The owner of a repository makes it, renames it or archives it: { name, create }, { name, rename }, { name, archived }.
  app.post("/_test/repository", async (c) => {
    const { name, create, rename, archived } = await c.req.json();
    const repo = gh.repos.findOneBy("full_name", name);
    if (create) {
      const [owner, own] = name.split("/");
      const answer = await world.ask("POST", `/orgs/${owner}/repos`, { name: own, auto_init: true, private: true });
      if (answer.status !== 201) return c.json(await answer.json(), answer.status);
    } else if (rename) gh.repos.update(repo.id, { full_name: rename, name: rename.split("/")[1] });
    else gh.repos.update(repo.id, { archived });
    return c.body(null, 204);
  });

  // The owner of an account changes what the App may reach: suspend, unsuspend, deleted, created, removed, added.
  app.post("/_test/installation", async (c) => {
    const { action, repository } = await c.req.json();
    const one = gh.appInstallations.all()[0];
    const repo = gh.repos.findOneBy("full_name", repository);
    const of = repository && ["removed", "added"].includes(action) ? "installation_repositories" : "installation";
    const about = { action, ...(of === "installation" ? {} : { [`repositories_${action}`]: [{ id: repo.id, full_name: repo.full_name }] }) };
    const told = gh.repos.all().find((any) => any.full_name.startsWith((one ?? state.uninstalled).account_login + "/"));
    if (action === "removed") {
      const left = gh.repos.all().filter((any) => any.owner_id === one.account_id && any.id !== repo.id);
      deliver(of, action, about, repo);
      gh.appInstallations.update(one.id, { repository_selection: "selected", repository_ids: left.map((any) => any.id) });
    } else if (action === "added") {
      gh.appInstallations.update(one.id, { repository_ids: [...one.repository_ids, repo.id] });
      deliver(of, action, about, repo);
    } else if (action === "deleted") {
      deliver(of, action, about, told);
      state.uninstalled = { ...one };
      gh.appInstallations.delete(one.id);
    } else if (action === "created") {
      const { id, ...again } = state.uninstalled;
      gh.appInstallations.insert({ ...again, installation_id: again.installation_id + 1 }); // as GitHub does: another number
      deliver(of, action, about, told);
    } else {
      gh.appInstallations.update(one.id, { suspended_at: action === "suspend" ? new Date().toISOString() : null });
      deliver(of, action, about, told);
    }
    return c.body(null, 204);
  });

  // What is left of the limit of whoever asks, and for how long: { remaining, seconds }. An answer that nothing has changed is free.
  app.post("/_test/limit", async (c) => {
    const { remaining, seconds } = await c.req.json();
    state.limit = { remaining, reset: Math.ceil(Date.now() / 1000) + seconds, refused: 0 };
    return c.body(null, 204);
  });
  app.get("/_test/limit", (c) => c.json(state.limit));

  world.forget = () => {
    state.renamed.clear();
    state.limit = null;
  };
}
