// Probot as its own documentation runs it, with an app that has nothing to do. See WebhookBenchmark.cs.
import { run } from "probot";

const server = await run((app) => void app.on("issue_comment", async () => {}), {
  env: {
    APP_ID: "12345",
    PRIVATE_KEY: process.env.PRIVATE_KEY,
    WEBHOOK_SECRET: process.env.WEBHOOK_SECRET,
    PORT: process.env.PORT,
    HOST: "127.0.0.1",
    WEBHOOK_PATH: "/webhooks/github",
    LOG_LEVEL: process.env.LOG_LEVEL,
    NODE_ENV: process.env.NODE_ENV,
  },
});
console.log("listening");
process.once("SIGTERM", () => server.stop().then(() => process.exit(0)));
