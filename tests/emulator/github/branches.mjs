// Branches, whoever moves them: git, the push event, heads and bases of pull requests.
import { NO_COMMIT } from "./world.mjs";

export default function (world) {
  const { baseUrl, gh, als, state, read, brief, dir, git, init, has, exportCommit, deliver } = world;

  const B = gh.branches,
    bi = B.insert.bind(B),
    bu = B.update.bind(B),
    bd = B.delete.bind(B);

  B.insert = (d) => {
    const r = bi(d);
    changed(r, NO_COMMIT, r.sha);
    return r;
  };
  B.update = (id, d) => {
    const o = B.get(id),
      r = bu(id, d);
    if (o && r && o.sha !== r.sha) changed(r, o.sha, r.sha);
    return r;
  };
  B.delete = (id) => {
    const o = B.get(id),
      r = bd(id);
    if (o) changed(o, o.sha, NO_COMMIT);
    return r;
  };
  function changed(b, before, after) {
    if (state.seeding) return;
    const repo = gh.repos.get(b.repo_id),
      ref = `refs/heads/${b.name}`;
    if (!repo) return;
    init(repo);
    if (!state.fromGit) {
      if (after !== NO_COMMIT) exportCommit(repo, after);
      git(repo, after === NO_COMMIT ? ["update-ref", "-d", ref] : ["update-ref", ref, after]);
    }
    const actor = als.getStore()?.actor ?? { login: "admin", id: 2 },
      forced =
        before !== NO_COMMIT &&
        after !== NO_COMMIT &&
        git(repo, ["merge-base", "--is-ancestor", before, after], { lax: true }).status !== 0;
    const prs = gh.pullRequests
      .all()
      .filter(
        (p) =>
          p.state === "open" &&
          ((p.head_repo_id === repo.id && p.head_ref === b.name) || (p.base_repo_id === repo.id && p.base_ref === b.name)),
      );
    const moved = [];
    for (const p of prs) {
      if (p.head_repo_id === repo.id && p.head_ref === b.name) {
        if (forced) state.moves.push({ repo_id: p.repo_id, number: p.number, actor, commit: after, at: new Date().toISOString() });
        if (after === NO_COMMIT) gh.pullRequests.update(p.id, { state: "closed", closed_at: new Date().toISOString() });
        else gh.pullRequests.update(p.id, { head_sha: after });
        moved.push([p, after === NO_COMMIT ? "closed" : "synchronize"]);
      } else gh.pullRequests.update(p.id, { base_sha: after });
      refresh(gh.pullRequests.get(p.id));
    }
    setImmediate(async () => {
      const r = await read(`/repos/${repo.full_name}`);
      const sh =
        after === NO_COMMIT
          ? []
          : git(
              repo,
              [
                "log",
                "--reverse",
                "-20",
                "--format=%H%x00%T%x00%B%x00%aI%x00%an%x00%ae%x00%cn%x00%ce%x1e",
                ...(before === NO_COMMIT
                  ? [after, ...(b.name !== repo.default_branch ? ["--not", `refs/heads/${repo.default_branch}`] : [])]
                  : [`${before}..${after}`]),
              ],
              { lax: true },
            )
              .stdout.split("\x1e\n")
              .filter(Boolean);
      const files = (s, f) =>
        git(repo, ["diff-tree", "--root", "-r", "--no-commit-id", "--name-only", "-m", "--first-parent", `--diff-filter=${f}`, s], {
          lax: true,
        })
          .stdout.split("\n")
          .filter(Boolean);
      const commits = sh.map((l) => {
        const [id, tree_id, message, timestamp, an, ae, cn, ce] = l.split("\0");
        return {
          id,
          tree_id,
          distinct: true,
          message: message.trimEnd(),
          timestamp,
          url: `${baseUrl}/${repo.full_name}/commit/${id}`,
          author: { name: an, email: ae },
          committer: { name: cn, email: ce },
          added: files(id, "A"),
          removed: files(id, "D"),
          modified: files(id, "M"),
        };
      });
      deliver(
        "push",
        undefined,
        {
          ref,
          before,
          after,
          repository: r,
          pusher: { name: actor.login, email: `${actor.login}@users.noreply.github.com` },
          sender: brief(actor),
          created: before === NO_COMMIT,
          deleted: after === NO_COMMIT,
          forced,
          base_ref: null,
          compare: `${baseUrl}/${repo.full_name}/compare/${before.slice(0, 12)}...${after.slice(0, 12)}`,
          commits,
          head_commit: commits.at(-1) ?? null,
        },
        repo,
      );
      for (const [p, action] of moved) {
        const pr = await read(`/repos/${gh.repos.get(p.repo_id).full_name}/pulls/${p.number}`);
        deliver(
          "pull_request",
          action,
          {
            action,
            number: p.number,
            ...(action === "synchronize" ? { before, after } : {}),
            pull_request: pr,
            repository: pr.base.repo,
            sender: brief(actor),
          },
          gh.repos.get(p.repo_id),
        );
      }
    });
  }
  function refresh(p) {
    const repo = gh.repos.get(p.base_repo_id),
      head = gh.repos.get(p.head_repo_id);
    if (!repo || !has(head, p.head_sha)) return;
    if (head.id !== repo.id) {
      git(repo, ["fetch", "-q", dir(head), p.head_sha]);
      world.importObjects(repo, [p.head_sha]);
    }
    git(repo, ["update-ref", `refs/pull/${p.number}/head`, p.head_sha]);
    const mt = git(repo, ["merge-tree", "--write-tree", p.base_sha, p.head_sha], { lax: true }),
      ns = git(repo, ["diff", "--numstat", `${p.base_sha}...${p.head_sha}`], { lax: true })
        .stdout.split("\n")
        .filter(Boolean)
        .map((l) => l.split("\t"));
    gh.pullRequests.update(p.id, {
      mergeable: mt.status === 0,
      mergeable_state: mt.status === 0 ? "clean" : "dirty",
      changed_files: ns.length,
      additions: ns.reduce((s, x) => s + (+x[0] || 0), 0),
      deletions: ns.reduce((s, x) => s + (+x[1] || 0), 0),
      commits: +git(repo, ["rev-list", "--count", `${p.base_sha}..${p.head_sha}`], { lax: true }).stdout || 1,
    });
  }

  Object.assign(world, { changed, refresh });
}
