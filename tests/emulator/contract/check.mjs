// request validation against a subset of GitHub's OpenAPI description (3.0.3); path parameters may contain slashes
import Ajv from "ajv";
import addFormats from "ajv-formats";
import fs from "node:fs";
export function contract(file) {
  const conv = (o) => {
    if (Array.isArray(o)) return o.map(conv);
    if (!o || typeof o !== "object") return o;
    const r = Object.fromEntries(Object.entries(o).map(([k, v]) => [k, conv(v)])); // OpenAPI 3.0 nullable -> JSON Schema
    if (r.nullable === true) {
      delete r.nullable;
      if (typeof r.type === "string") {
        r.type = [r.type, "null"];
        if (r.enum && !r.enum.includes(null)) r.enum.push(null);
      } else if (r.oneOf || r.anyOf || r.allOf || r.$ref) return { anyOf: [r, { type: "null" }] };
    }
    return r;
  };
  const spec = conv(JSON.parse(fs.readFileSync(file, "utf8"))),
    ajv = new Ajv({ strict: false, allErrors: true, coerceTypes: false }),
    q = new Ajv({ strict: false, allErrors: true, coerceTypes: true });
  for (const a of [ajv, q]) {
    addFormats(a);
    a.addFormat("repo.nwo", true);
    a.addSchema({ $id: "spec", components: spec.components }, "spec");
  }
  const fix = (o) => JSON.parse(JSON.stringify(o).replaceAll('"#/components', '"spec#/components')),
    ref = (o) =>
      o?.$ref
        ? o.$ref
            .slice(2)
            .split("/")
            .reduce((x, k) => x[k], spec)
        : o;
  const wide = new Set(["ref", "path", "basehead"]),
    ops = [];
  for (const [p, item] of Object.entries(spec.paths))
    for (const m of ["get", "post", "put", "patch", "delete"]) {
      const op = item[m];
      if (!op) continue;
      const names = [...p.matchAll(/\{(\w+)\}/g)].map((x) => x[1]);
      const re = new RegExp(
          "^" + p.replace(/[.+*?^$()|[\]\\]/g, "\\$&").replace(/\{(\w+)\}/g, (_, n) => (wide.has(n) ? "(.+)" : "([^/]+)")) + "$",
        ),
        params = [...(item.parameters ?? []), ...(op.parameters ?? [])].map(ref),
        body = ref(op.requestBody)?.content?.["application/json"]?.schema;
      ops.push({
        m: m.toUpperCase(),
        re,
        p,
        names,
        order: (p.match(/\{/g) ?? []).length + (names.some((n) => wide.has(n)) ? 10 : 0),
        body: body && ajv.compile(fix(body)),
        need: ref(op.requestBody)?.required,
        query: params
          .filter((x) => x.in === "query")
          .map((x) => ({ n: x.name, req: x.required, v: q.compile({ type: "object", properties: { v: fix(x.schema) } }) })),
      });
    }
  ops.sort((a, b) => a.order - b.order || b.p.length - a.p.length); // "commits/{ref}/check-runs" before "commits/{ref}"
  return (method, path, search, json) => {
    const op = ops.find((o) => o.m === method && o.re.test(path)),
      out = [];
    if (!op) return ["operation is not in the contract"];
    const s = new URLSearchParams(search);
    for (const x of op.query)
      if (s.has(x.n)) {
        if (!x.v({ v: s.get(x.n) })) out.push(`query ${x.n}: ${q.errorsText(x.v.errors)}`);
      } else if (x.req) out.push(`query ${x.n} is required`);
    for (const k of s.keys()) if (!op.query.some((x) => x.n === k)) out.push(`query ${k} is unknown`);
    if (op.body && (json !== undefined || op.need) && !op.body(json ?? null))
      out.push(
        ...op.body.errors.map(
          (e) => `body${e.instancePath} ${e.message}${e.params.allowedValues ? " " + e.params.allowedValues.join("|") : ""}`,
        ),
      );
    return out;
  };
}
