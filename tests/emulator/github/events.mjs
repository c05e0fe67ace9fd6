// Events of the package's own routes, completed to what GitHub sends.

export default function (world) {
  const { webhooks, baseUrl, gh, hooks, byName, read, fixRun, init, deliver, refresh } = world;

  const pass = webhooks.dispatch; // still serves repo/org hooks
  webhooks.dispatch = async (event, action, payload, owner, name) => {
    const repo = name && byName(owner, name);
    if (event === "push" || !repo) return;
    const P = { ...payload };
    if (event === "pull_request") {
      P.number = P.pull_request.number;
      const pr = gh.pullRequests.findBy("repo_id", repo.id).find((x) => x.number === P.number);
      if (action === "opened") {
        init(repo);
        refresh(pr);
        P.pull_request = (await read(`/repos/${repo.full_name}/pulls/${P.number}`)) ?? P.pull_request;
      }
    }
    if (P.issue) {
      const pr = gh.pullRequests.findBy("repo_id", repo.id).find((x) => x.number === P.issue.number);
      if (pr)
        P.issue = {
          ...P.issue,
          draft: pr.draft,
          pull_request: {
            url: `${baseUrl}/repos/${repo.full_name}/pulls/${pr.number}`,
            html_url: `${baseUrl}/${repo.full_name}/pull/${pr.number}`,
            diff_url: "",
            patch_url: "",
            merged_at: pr.merged_at,
          },
        };
      if (pr && event === "issues") {
        event = "pull_request";
        P.number = pr.number;
        P.pull_request = await read(`/repos/${repo.full_name}/pulls/${pr.number}`);
        delete P.issue;
      }
    }
    if (event === "create") {
      P.ref = P.ref.replace(/^refs\/(heads|tags)\//, "");
      P.description = null;
      P.pusher_type = "user";
    }
    if (P.check_run) {
      const i = gh.appInstallations.all().find((x) => x.account_login === owner),
        g = i && gh.apps.all().find((x) => x.app_id === i.app_id);
      P.check_run = {
        ...P.check_run,
        app: g ? { id: g.app_id, slug: g.slug, name: g.name, permissions: g.permissions, events: g.events } : null,
        pull_requests: gh.pullRequests
          .findBy("repo_id", repo.id)
          .filter((p) => p.head_sha === P.check_run.head_sha)
          .map((p) => ({
            id: p.id,
            number: p.number,
            head: { ref: p.head_ref, sha: p.head_sha },
            base: { ref: p.base_ref, sha: p.base_sha },
          })),
      };
    }
    if (event === "workflow_run") {
      P.action = action;
      P.workflow_run = fixRun(repo, P.workflow_run);
    }
    if (action === "edited" && !P.changes) P.changes = {};
    deliver(event, action, P, repo);
    return pass(event, action, P, owner, name);
  };
}
