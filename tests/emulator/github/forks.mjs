// A fork has the branches of its parent, in git and in the store; the package gives it a history of its own.
export default function (world) {
  const { app, gh, state, repoOf, packaged, init, git, dir, importObjects, setRef } = world;

  app.post("/repos/:owner/:repo/forks", async (c) => {
    const parent = repoOf(c);
    const answer = await packaged("POST", "/repos/:owner/:repo/forks", c);
    if (answer.status >= 300) return answer;
    const fork = gh.repos.findOneBy("full_name", (await answer.clone().json()).full_name);
    init(fork);
    git(fork, ["fetch", "-q", "--force", dir(parent), "+refs/heads/*:refs/heads/*"]);
    state.fromGit = true;
    try {
      for (const branch of gh.branches.findBy("repo_id", parent.id)) {
        importObjects(fork, [branch.sha]);
        setRef(fork, `refs/heads/${branch.name}`, branch.sha);
      }
    } finally {
      state.fromGit = false;
    }
    return answer;
  });
}
