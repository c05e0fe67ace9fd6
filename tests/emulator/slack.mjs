// Slack: the package accepts any token and any webhook address, and keeps what was said to itself.
import { createEmulator, slack } from "./packages.mjs";

export async function startSlack(seed, port) {
  const register = slack.slackPlugin.register;
  slack.slackPlugin.register = (app, store, webhooks, baseUrl, tokens) => {
    const kept = () => slack.getSlackStore(store);

    app.use("*", async (c, next) => {
      const token = c.get("authToken");
      const known =
        tokens?.has(token) ||
        kept()
          .tokens.all()
          .some((one) => one.token === token);
      if (c.req.path.startsWith("/api/") && token && !known) return c.json({ ok: false, error: "invalid_auth" });
      const hook = c.req.path.match(/^\/services\/[^/]+\/[^/]+\/([^/]+)$/);
      if (
        hook &&
        !kept()
          .incomingWebhooks.all()
          .some((one) => one.token === hook[1])
      )
        return c.text("no_service", 404);
      await next();
    });

    app.get("/_test/messages", (c) => c.json(kept().messages.all()));
    app.get("/_test/incoming-webhooks", (c) =>
      c.json(
        kept()
          .incomingWebhooks.all()
          .map((one) => ({ channel: one.default_channel, label: one.label, url: baseUrl + one.url })),
      ),
    );
    register(app, store, webhooks, baseUrl, tokens);
  };
  return createEmulator({ service: "slack", port, seed: { ...seed, tokens: undefined } });
}
