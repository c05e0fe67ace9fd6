// The comments of a whole repository: the package takes the word "comments" for the number of an issue.
export default function (world) {
  const { app, packaged } = world;
  const path = "/repos/:owner/:repo/issues/comments";

  app.get(path, (c) => packaged("GET", path, c));
}
