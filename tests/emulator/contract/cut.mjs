#!/usr/bin/env node
// Cuts the operations that we use out of GitHub's own OpenAPI description, without its prose. Usage, in a folder with @octokit/openapi 23.0.2:
//   node cut.mjs node_modules/@octokit/openapi/generated/api.github.com.json > github.json
import fs from "node:fs";

const whole = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
const operations = fs
  .readFileSync(new URL("operations.txt", import.meta.url), "utf8")
  .split("\n")
  .filter(Boolean)
  .map((line) => line.split(" "));
const prose = new Set([
  "description",
  "summary",
  "example",
  "examples",
  "externalDocs",
  "title",
  "x-github",
  "x-octokit",
  "tags",
  "operationId",
  "responses",
]);

const cut = (node, isMap = false) => {
  if (Array.isArray(node)) return node.map((one) => cut(one));
  if (!node || typeof node !== "object") return node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(([name]) => isMap || !prose.has(name))
      .map(([name, value]) => [name, cut(value, !isMap && (name === "properties" || name === "parameters"))]),
  );
};

const paths = {};
for (const [method, path] of operations) {
  const found = whole.paths[path]?.[method.toLowerCase()];
  if (!found) throw new Error(`GitHub has no ${method} ${path}`);
  paths[path] ??= whole.paths[path].parameters ? { parameters: cut(whole.paths[path].parameters) } : {};
  paths[path][method.toLowerCase()] = cut(found);
}

const components = {};
const collect = (node) => {
  if (!node || typeof node !== "object") return;
  if (typeof node.$ref === "string") {
    const [, , kind, name] = node.$ref.split("/");
    components[kind] ??= {};
    if (!components[kind][name]) collect((components[kind][name] = cut(whole.components[kind][name])));
  }
  for (const value of Object.values(node)) collect(value);
};
collect(paths);
const info = {
  title: "The operations of GitHub's API that Reliably GitOps uses",
  version: whole.info.version,
  license: whole.info.license,
};
console.log(JSON.stringify({ openapi: whole.openapi, info, paths, components }, null, 1));
