// What a test does to GitHub from behind: faults, deliveries, workflow runs, a clean start.
import fs from "node:fs";
import path from "node:path";
import YAML from "yaml";
import { NO_COMMIT } from "./world.mjs";

export default function (world) {
  const {
    app,
    webhooks,
    gh,
    als,
    log,
    faults,
    violations,
    check,
    root,
    state,
    expired,
    hooks,
    minimized,
    zips,
    repoOf,
    read,
    brief,
    fixRun,
    git,
    importObjects,
    setRef,
    deliver,
    send,
  } = world;

  app.get("/_test/blob/:id", (c) =>
    zips.has(+c.req.param("id")) ? c.body(zips.get(+c.req.param("id")), 200, { "content-type": "application/zip" }) : c.body(null, 404),
  );
  app.post("/_test/git/:owner/:repo", async (c) => {
    const repo = repoOf(c),
      actor = gh.users.findOneBy("login", c.req.header("X-Actor") || "admin") ?? { login: "admin", id: 2 },
      ls = (await c.req.text())
        .trim()
        .split("\n")
        .map((l) => l.split(" "));
    const t0 = performance.now();
    als.run({ actor }, () => {
      state.fromGit = true;
      try {
        importObjects(
          repo,
          ls.filter((l) => l[1] !== NO_COMMIT).map((l) => l[1]),
        );
        for (const [, n, ref] of ls)
          if (/^refs\/(heads|tags)\//.test(ref))
            setRef(repo, ref, n === NO_COMMIT ? NO_COMMIT : git(repo, ["rev-parse", n + "^{commit}"]).stdout.trim());
      } finally {
        state.fromGit = false;
      }
    });
    if (gh.refs.findBy("repo_id", repo.id).some((r) => r.ref === `refs/heads/${repo.default_branch}`)) scanWorkflows(repo);
    return c.text(`synced in ${(performance.now() - t0).toFixed(0)} ms\n`);
  });
  function scanWorkflows(repo) {
    const l = git(repo, ["ls-tree", "-r", "--name-only", `refs/heads/${repo.default_branch}`, ".github/workflows/"], { lax: true })
      .stdout.split("\n")
      .filter((f) => /\.ya?ml$/.test(f));
    for (const f of l)
      if (!gh.workflows.findBy("repo_id", repo.id).some((w) => w.path === f)) {
        const y = YAML.parse(git(repo, ["show", `refs/heads/${repo.default_branch}:${f}`]).stdout) ?? {};
        gh.workflows.insert({ repo_id: repo.id, node_id: "W" + f, name: y.name ?? f, path: f, state: "active", badge_url: "" });
      }
  }
  app.post("/_test/workflow_runs/:id/complete", async (c) => {
    const b = await c.req.json(),
      run = gh.workflowRuns.get(+c.req.param("id")),
      repo = gh.repos.get(run.repo_id);
    gh.workflowRuns.update(run.id, { status: "completed", conclusion: b.conclusion ?? "success" });
    for (const a of b.artifacts ?? []) {
      const z = Buffer.from(a.zip_base64, "base64"),
        r = gh.artifacts.insert({
          repo_id: repo.id,
          run_id: run.id,
          node_id: "A",
          name: a.name,
          size_in_bytes: z.length,
          expired: false,
          expires_at: new Date(Date.now() + 7776e6).toISOString(),
        });
      zips.set(r.id, z);
    }
    const wr = fixRun(repo, await read(`/repos/${repo.full_name}/actions/runs/${run.id}`));
    deliver(
      "workflow_run",
      "completed",
      {
        action: "completed",
        workflow_run: wr,
        workflow: await read(`/repos/${repo.full_name}/actions/workflows/${run.workflow_id}`),
        repository: wr.repository,
        sender: wr.actor,
      },
      repo,
    );
    return c.json(wr);
  });
  app.post("/_test/check-runs/:id/requested_action", async (c) => {
    const b = await c.req.json(),
      r = gh.checkRuns.get(+c.req.param("id")),
      repo = gh.repos.get(r.repo_id),
      cr = await read(`/repos/${repo.full_name}/check-runs/${r.id}`);
    webhooks.dispatch(
      "check_run",
      "requested_action",
      {
        action: "requested_action",
        check_run: cr,
        requested_action: { identifier: b.identifier },
        repository: await read(`/repos/${repo.full_name}`),
        sender: brief(gh.users.findOneBy("login", b.actor)),
      },
      ...repo.full_name.split("/"),
    );
    return c.body(null, 204);
  });
  app.post("/_test/faults", async (c) => {
    faults.push({ times: 1, ...(await c.req.json()) });
    return c.body(null, 204);
  });
  app.post("/_test/hook", async (c) => {
    const { url, secret } = await c.req.json();
    for (const one of gh.apps.all()) {
      hooks.set(one.app_id, url);
      gh.apps.update(one.id, { webhook_secret: secret });
    }
    return c.body(null, 204);
  });
  app.post("/_test/token/expire", async (c) => {
    expired.add((await c.req.json()).token);
    return c.body(null, 204);
  });
  app.get("/_test/deliveries", async (c) => {
    await state.queue;
    return c.json(log.map(({ payload, ...d }) => (c.req.query("payload") ? { ...d, payload } : d)));
  });
  app.post("/_test/deliveries/:guid/redeliver", (c) => {
    const d = log.find((x) => x.guid === c.req.param("guid"));
    send(
      gh.apps.all().find((x) => x.app_id === d.app),
      hooks.get(d.app),
      d.event,
      d.payload,
      d.guid,
    );
    return c.body(null, 202);
  });
  app.get("/_test/minimized", (c) => c.json(Object.fromEntries(minimized)));
  app.post("/_test/reset", async (c) => {
    await state.queue;
    state.seeding = true;
    world.restart();
    state.statuses = [];
    state.reactions = [];
    state.rules = [];
    world.forget();
    minimized.clear();
    world.annotations.clear();
    zips.clear();
    log.length = 0;
    faults.length = 0;
    violations.length = 0;
    expired.clear();
    hooks.clear();
    fs.rmSync(root, { recursive: true, force: true });
    world.seeded();
    return c.body(null, 204);
  });
}
