// Check runs with the limits and refusals that GitHub has.

export default function (world) {
  const { app, gh, repoOf, refuse, packaged, one, annotations } = world;
  const most = 50;
  const bad = (c, field, message) => refuse(c, 422, "Invalid request.\n\n" + message, [{ resource: "CheckRun", field, code: "invalid", message }]);

  // Annotations of later requests are added to those of earlier ones; the package replaces them.
  const change = gh.checkRuns.update.bind(gh.checkRuns);
  gh.checkRuns.update = (id, changed) => {
    if (!changed.output) return change(id, changed);
    const all = [...(gh.checkRuns.get(id)?.output?.annotations ?? []), ...(changed.output.annotations ?? [])];
    return change(id, { ...changed, output: { ...changed.output, annotations: all, annotations_count: all.length } });
  };

  const refusal = (c, b) => {
    if ((b.output?.annotations?.length ?? 0) > most) return bad(c, "annotations", `No more than ${most} items are allowed`);
    if (Buffer.byteLength(b.output?.summary ?? "") > 65535 || Buffer.byteLength(b.output?.text ?? "") > 65535)
      return bad(c, "summary", "Only 65535 characters are allowed");
    if ((b.actions?.length ?? 0) > 3) return bad(c, "actions", "No more than 3 items are allowed");
    return null;
  };

  // The package forgets titles and columns.
  const keep = (id, b) => annotations.set(id, [...(annotations.get(id) ?? []), ...(b.output?.annotations ?? [])]);

  app.post("/repos/:owner/:repo/check-runs", async (c) => {
    const b = await c.req.raw.clone().json();
    const repo = repoOf(c);
    if (!c.get("authUser")?.installation) return refuse(c, 403, "You must authenticate via a GitHub App.");
    if (repo && !one("commits", repo, b.head_sha)) return bad(c, "head_sha", `No commit found for SHA: ${b.head_sha}`);
    const refused = refusal(c, b);
    if (refused) return refused;
    const answer = await packaged("POST", "/repos/:owner/:repo/check-runs", c);
    if (answer.status === 201) keep((await answer.clone().json()).id, b);
    return answer;
  });
  app.patch("/repos/:owner/:repo/check-runs/:check_run_id", async (c) => {
    const b = await c.req.raw.clone().json();
    const id = +c.req.param("check_run_id");
    // A completed run may be completed anew with another conclusion; it never goes on.
    if (gh.checkRuns.get(id)?.status === "completed" && b.status && b.status !== "completed" && !b.conclusion)
      return bad(c, "status", "A completed check run cannot go back to " + b.status);
    const refused = refusal(c, b);
    if (refused) return refused;
    const answer = await packaged("PATCH", "/repos/:owner/:repo/check-runs/:check_run_id", c);
    if (answer.status === 200) keep(id, b);
    return answer;
  });
  app.get("/repos/:owner/:repo/check-runs/:check_run_id/annotations", async (c) => {
    const run = await packaged("GET", "/repos/:owner/:repo/check-runs/:check_run_id", c);
    if (run.status !== 200) return run;
    const size = Math.min(+(c.req.query("per_page") ?? 30), 100);
    const page = +(c.req.query("page") ?? 1);
    const all = annotations.get(+c.req.param("check_run_id")) ?? [];
    const url = new URL(c.req.url);
    url.searchParams.set("page", page + 1);
    if (all.length > page * size) c.header("Link", `<${url}>; rel="next"`);
    return c.json(
      all.slice((page - 1) * size, page * size).map((a) => ({
        path: a.path,
        blob_href: `${world.baseUrl}/${c.req.param("owner")}/${c.req.param("repo")}/blob/HEAD/${a.path}`,
        start_line: a.start_line,
        start_column: a.start_column ?? null,
        end_line: a.end_line,
        end_column: a.end_column ?? null,
        annotation_level: a.annotation_level,
        title: a.title ?? null,
        message: a.message,
        raw_details: a.raw_details ?? null,
      })),
    );
  });
}
