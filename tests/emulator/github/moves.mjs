// The events of an issue, of which we keep one kind: the branch of a pull request was force-pushed.
export default function (world) {
  const { app, state, baseUrl, repoOf, brief } = world;

  app.get("/repos/:owner/:repo/issues/:issue_number/events", (c) => {
    const repo = repoOf(c);
    const number = +c.req.param("issue_number");
    const moves = state.moves.filter((one) => one.repo_id === repo?.id && one.number === number);
    return c.json(
      moves.map((one, at) => ({
        id: one.number * 1000 + at,
        event: "head_ref_force_pushed",
        actor: brief(one.actor),
        commit_id: null,
        commit_url: null,
        created_at: one.at.replace(/\.\d+Z$/, "Z"),
        url: `${baseUrl}/repos/${repo.full_name}/issues/events/${one.number * 1000 + at}`,
      })),
    );
  });
}
