// Pull requests with the limits and refusals that GitHub has, and a true merge.
import crypto from "node:crypto";

export default function (world) {
  const { app, baseUrl, gh, state, repoOf, refuse, read, userOf, brief, packaged, git, importObjects, setRef, deliver } = world;

  // GitHub takes lines; the package takes the positions that went before them.
  app.post("/repos/:owner/:repo/pulls/:pull_number/reviews", async (c) => {
    if (c.req.header("x-positions")) return packaged("POST", "/repos/:owner/:repo/pulls/:pull_number/reviews", c);
    const review = await c.req.json();
    const repo = repoOf(c);
    const pull = gh.pullRequests.findBy("repo_id", repo.id).find((one) => one.number === +c.req.param("pull_number"));
    const unseen = pull && (review.comments ?? []).find((comment) => !isShown(repo, pull, comment));
    if (unseen) return refuse(c, 422, "Unprocessable Entity", ["Line could not be resolved"]);
    const known = new Set(gh.comments.all().map((one) => one.id));
    const comments = (review.comments ?? []).map((comment) => ({ ...comment, position: comment.position ?? comment.line }));
    const headers = new Headers(c.req.raw.headers);
    headers.set("x-positions", "1");
    headers.delete("content-length");
    const answer = await app.fetch(new Request(c.req.url, { method: "POST", headers, body: JSON.stringify({ ...review, comments }) }));
    const added = gh.comments.all().filter((one) => !known.has(one.id) && one.comment_type === "review");
    added.forEach((one, at) => gh.comments.update(one.id, { line: comments[at].line, start_line: comments[at].start_line ?? null }));
    return answer;
  });

  // Only lines that the pull request's difference shows, with three around each change, and all of a comment's lines in one stretch of it.
  const isShown = (repo, pull, { path, line, start_line: first = line }) => {
    const range = `${pull.base_sha}...${pull.head_sha}`;
    const names = git(repo, ["diff", "-M", "--name-only", "-z", range]).stdout.split("\0");
    const files = git(repo, ["diff", "-M", "-U3", range]).stdout.split(/^diff --git .*\n/m).slice(1);
    const hunks = [...(files[names.indexOf(path)] ?? "").matchAll(/^@@ -\S+ \+(\d+)(?:,(\d+))? @@/gm)];
    return hunks.some(([, start, count = "1"]) => first >= +start && line < +start + +count);
  };

  app.post("/repos/:owner/:repo/pulls", async (c) => {
    const b = await c.req.raw.clone().json(),
      repo = repoOf(c),
      v = (field, message) =>
        refuse(c, 422, "Validation Failed", [
          { resource: "PullRequest", code: message ? "custom" : "invalid", ...(message ? { message } : { field }) },
        ]);
    if (!repo) return refuse(c, 404, "Not Found");
    const [o, ref] = String(b.head ?? "").includes(":") ? b.head.split(":") : [repo.full_name.split("/")[0], b.head];
    const hr = gh.repos.all().find((r) => (r.id === repo.id || r.forked_from_id === repo.id) && r.full_name.startsWith(o + "/")),
      hb = hr && gh.branches.findBy("repo_id", hr.id).find((x) => x.name === ref),
      bb = gh.branches.findBy("repo_id", repo.id).find((x) => x.name === b.base);
    if (!hb) return v("head");
    if (!bb) return v("base");
    if (
      gh.pullRequests
        .findBy("repo_id", repo.id)
        .some((p) => p.state === "open" && p.head_repo_id === hr.id && p.head_ref === ref && p.base_ref === b.base)
    )
      return v(0, `A pull request already exists for ${o}:${ref}.`);
    if (hb.sha === bb.sha) return v(0, `No commits between ${b.base} and ${b.head}`);
    return packaged("POST", "/repos/:owner/:repo/pulls", c);
  });
  // Whoever reopens a pull request finds what was pushed meanwhile.
  app.patch("/repos/:owner/:repo/pulls/:pull_number", async (c) => {
    const repo = repoOf(c);
    const pull = repo && gh.pullRequests.findBy("repo_id", repo.id).find((one) => one.number === +c.req.param("pull_number"));
    if (pull?.state === "closed" && (await c.req.raw.clone().json()).state === "open") {
      const head = gh.branches.findBy("repo_id", pull.head_repo_id).find((one) => one.name === pull.head_ref);
      if (!head) return refuse(c, 422, "Validation Failed", [{ resource: "PullRequest", code: "invalid", field: "state" }]);
      gh.pullRequests.update(pull.id, { head_sha: head.sha });
      world.refresh(gh.pullRequests.get(pull.id));
    }
    const wanted = await c.req.raw.clone().json();
    const answer = await packaged("PATCH", "/repos/:owner/:repo/pulls/:pull_number", c);
    if (answer.status === 200 && (wanted.base ?? wanted.title ?? wanted.body) !== undefined) {
      world.refresh(gh.pullRequests.get(pull.id));
      const shown = await read(`/repos/${repo.full_name}/pulls/${pull.number}`);
      const edited = { action: "edited", number: pull.number, changes: {}, pull_request: shown, repository: shown.base.repo };
      deliver("pull_request", "edited", { ...edited, sender: brief(userOf(c)) }, repo);
    }
    return answer;
  });

  app.get("/repos/:owner/:repo/pulls/:n/files", async (c) => {
    const repo = repoOf(c),
      p = gh.pullRequests.findBy("repo_id", repo.id).find((x) => x.number === +c.req.param("n"));
    if (!p) return refuse(c, 404, "Not Found");
    const j = await read(`/repos/${repo.full_name}/compare/${p.base_sha}...${p.head_sha}`);
    return c.json(j?.files ?? []);
  });
  app.put("/repos/:owner/:repo/pulls/:n/merge", async (c) => {
    const b = await c.req.json().catch(() => ({})),
      repo = repoOf(c),
      p = gh.pullRequests.findBy("repo_id", repo.id).find((x) => x.number === +c.req.param("n")),
      a = c.get("authUser"),
      u = userOf(c);
    if (!p) return refuse(c, 404, "Not Found"); // real three-way merge by git
    if (
      a?.installation
        ? a.installation.permissions.contents !== "write"
        : !["admin", "write"].includes((await read(`/repos/${repo.full_name}/collaborators/${u?.login}/permission`))?.permission)
    )
      return refuse(c, 403, "Resource not accessible");
    if (p.state !== "open" || p.draft || !p.mergeable) return refuse(c, 405, "Pull Request is not mergeable");
    if (b.sha && b.sha !== p.head_sha) return refuse(c, 409, "Head branch was modified. Review and try the merge again.");
    const tree = git(repo, ["merge-tree", "--write-tree", p.base_sha, p.head_sha]).stdout.split("\n")[0],
      msg = `${b.commit_title ?? `Merge pull request #${p.number} from ${p.head_ref}`}${b.commit_message ? "\n\n" + b.commit_message : ""}\n`,
      par = b.merge_method === "squash" ? [p.base_sha] : [p.base_sha, p.head_sha];
    const byGitHub = { ...process.env, GIT_COMMITTER_NAME: "GitHub", GIT_COMMITTER_EMAIL: "noreply@github.com" };
    const asMerger = { ...byGitHub, GIT_AUTHOR_NAME: u.login, GIT_AUTHOR_EMAIL: `${u.login}@users.noreply.github.com` };
    const sha =
        b.merge_method === "rebase"
          ? replay(repo, p.base_sha, p.head_sha, byGitHub)
          : git(repo, ["commit-tree", tree, ...par.flatMap((x) => ["-p", x])], { input: msg, env: asMerger }).stdout.trim(),
      now = new Date().toISOString();
    await land(repo, p, sha, u, now);
    return c.json({ sha, merged: true, message: "Pull Request successfully merged" });
  });
  // A pull request is merged as a commit that was made for it: by the buttons, and by a merge queue.
  const land = async (repo, p, sha, u, now) => {
    gh.pullRequests.update(p.id, {
      merged: true,
      merged_at: now,
      merged_by_id: u.id || null,
      merge_commit_sha: sha,
      state: "closed",
      closed_at: now,
    });
    const is = gh.issues.findBy("repo_id", repo.id).find((x) => x.number === p.number);
    gh.issues.update(is.id, { state: "closed", closed_at: now });
    git(repo, ["update-ref", `refs/heads/${p.base_ref}`, sha, p.base_sha]);
    importObjects(repo, [sha]);
    state.fromGit = true;
    try {
      setRef(repo, `refs/heads/${p.base_ref}`, sha);
    } finally {
      state.fromGit = false;
    }
    const pr = await read(`/repos/${repo.full_name}/pulls/${p.number}`);
    deliver(
      "pull_request",
      "closed",
      { action: "closed", number: p.number, pull_request: pr, repository: pr.base.repo, sender: brief(u) },
      repo,
    );
  };

  // The commits of a branch once more on top of another one, each by its author.
  const replay = (repo, onto, head, env) =>
    git(repo, ["rev-list", "--reverse", "--topo-order", "--no-merges", `${onto}..${head}`])
      .stdout.split("\n")
      .filter(Boolean)
      .reduce((tip, one) => {
        const ours = git(repo, ["commit-tree", `${tip}^{tree}`, "-p", `${one}^`], { input: "", env }).stdout.trim(); // so that the merge begins where the commit did
        const tree = git(repo, ["merge-tree", "--write-tree", ours, one]).stdout.split("\n")[0];
        const [name, email, date] = git(repo, ["log", "-1", "--format=%an%x00%ae%x00%aI", one]).stdout.trim().split("\0");
        const author = { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email, GIT_AUTHOR_DATE: date };
        const input = git(repo, ["log", "-1", "--format=%B", one]).stdout;
        return git(repo, ["commit-tree", tree, "-p", tip], { input, env: { ...env, ...author } }).stdout.trim();
      }, onto);

  // What a merge queue does when the checks of its commit are green.
  app.post("/_test/repos/:owner/:repo/pulls/:n/queued", async (c) => {
    const repo = repoOf(c);
    const pull = gh.pullRequests.findBy("repo_id", repo.id).find((one) => one.number === +c.req.param("n"));
    const { sha } = await c.req.json();
    await land(repo, pull, sha, gh.users.findOneBy("login", "admin"), new Date().toISOString());
    return c.body(null, 204);
  });
  app.get("/repos/:owner/:repo/actions/artifacts/:id/zip", (c) =>
    c.redirect(`${baseUrl}/_test/blob/${c.req.param("id")}?sig=${crypto.randomUUID()}`, 302),
  );
}
