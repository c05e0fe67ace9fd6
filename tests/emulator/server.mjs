#!/usr/bin/env node
// A GitHub and a Slack to test against. See README.md.
import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import YAML from "yaml";
import { startGitHub } from "./github.mjs";
import { startSlack } from "./slack.mjs";

const { values: options } = parseArgs({
  options: {
    seed: { type: "string" },
    "git-root": { type: "string" },
    port: { type: "string", default: "0" },
    "slack-port": { type: "string", default: "0" },
    ready: { type: "string" },
    contract: { type: "string" },
  },
});

// A reset in the middle of a push leaves nobody to tell of it: said, and gone on.
process.on("unhandledRejection", (error) => console.error(error));
process.on("uncaughtException", (error) => console.error(error));

const seed = YAML.parse(fs.readFileSync(options.seed, "utf8"));
const root = path.resolve(options["git-root"]);
const check = options.contract ? (await import("./contract/check.mjs")).contract(options.contract) : null;
const gitHub = await startGitHub(seed, Number(options.port), root, check);
const slack = seed.slack ? await startSlack(seed, Number(options["slack-port"])) : null;

const ready = JSON.stringify({ github: gitHub.url, slack: slack?.url, gitRoot: root, pid: process.pid });
if (options.ready) {
  fs.writeFileSync(options.ready + ".tmp", ready);
  fs.renameSync(options.ready + ".tmp", options.ready);
}
console.log("READY " + ready);

const end = async () => {
  await Promise.allSettled([gitHub.close(), slack?.close()]);
  process.exit(0);
};
process.once("SIGTERM", end);
process.once("SIGINT", end);
process.stdin.on("end", end).on("error", end).resume(); // closed: whoever started it has died
