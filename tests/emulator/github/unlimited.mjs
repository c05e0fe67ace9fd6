// The package counts 5,000 requests an hour for everybody that it has no token for: git, the App's own key, the tests. A whole suite makes
// more, and is then refused for the rest of the hour. What is left of a limit is told by a test alone (answers.mjs).

export default function ({ app }) {
  const counting = app.middleware.filter(({ handlers }) => handlers.some((handler) => handler.toString().includes("API rate limit exceeded")));
  if (counting.length !== 1) throw new Error(`${counting.length} parts of the package count requests; one was expected: has its version changed?`);
  counting[0].handlers = [
    (c, next) => {
      const told = { Limit: "5000", Remaining: "4999", Reset: String(Math.floor(Date.now() / 1000) + 3600), Resource: "core" };
      for (const [name, value] of Object.entries(told)) c.header("X-RateLimit-" + name, value);
      return next();
    },
  ];
}
