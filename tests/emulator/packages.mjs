// The parts of the package that it does not export. It is pinned to one exact version, so their place is known.
import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(import.meta.url);
const dist = path.join(path.dirname(require.resolve("yaml/package.json")), "../emulate/dist");

const holding = (text) =>
  fs
    .readdirSync(dist)
    .find((file) => file.startsWith("dist-") && file.endsWith(".js") && fs.readFileSync(path.join(dist, file), "utf8").includes(text));

const load = (file) => import(pathToFileURL(path.join(dist, file)));

export const { createEmulator } = await load("api.js");
export const gitHub = await load(holding("  githubPlugin,\n"));
export const slack = await load(holding("  slackPlugin\n"));
