// Git objects on both sides: what the API makes becomes loose objects of a real repository, what is pushed becomes rows of the store.
import fs from "node:fs";
import path from "node:path";
import zlib from "node:zlib";
import crypto from "node:crypto";
import { spawnSync } from "node:child_process";
import { NO_COMMIT } from "./world.mjs";

export default function (world) {
  const { store, baseUrl, gh, root } = world;

  const dir = (repo) => path.join(root, repo.full_name + ".git");
  const git = (repo, args, o = {}) => {
    const r = spawnSync("git", ["-C", dir(repo), ...args], { encoding: "utf8", maxBuffer: 1 << 28, ...o });
    if (r.status !== 0 && !o.lax) throw new Error(`git ${args[0]}: ${r.stderr}`);
    return r;
  };
  const template = path.join(root, "..", path.basename(root) + ".tpl"); // one `git init`, then plain copies: reset stays fast
  const init = (repo) => {
    const d = dir(repo);
    if (fs.existsSync(path.join(d, "HEAD"))) return;
    if (!fs.existsSync(template)) {
      spawnSync("git", ["init", "-q", "--bare", "--template=", template]);
      fs.mkdirSync(path.join(template, "hooks"), { recursive: true });
      fs.appendFileSync(
        path.join(template, "config"),
        "[http]\n\treceivepack = true\n[uploadpack]\n\tallowAnySHA1InWant = true\n[gc]\n\tauto = 0\n",
      );
    }
    fs.cpSync(template, d, { recursive: true });
    fs.writeFileSync(path.join(d, "HEAD"), `ref: refs/heads/${repo.default_branch}\n`);
    fs.writeFileSync(
      path.join(d, "hooks/post-receive"),
      `#!/bin/sh\nexec curl -sS --fail-with-body -X POST -H "X-Actor: $REMOTE_USER" --data-binary @- ${baseUrl}/_test/git/${repo.full_name}\n`,
      { mode: 0o755 },
    );
  };
  const loose = (repo, type, body, want) => {
    const b = Buffer.concat([Buffer.from(`${type} ${body.length}\0`), body]);
    const sha = crypto.createHash("sha1").update(b).digest("hex");
    if (sha !== want) throw new Error(`${type} ${want} is not reproducible (${sha})`);
    const p = path.join(dir(repo), "objects", sha.slice(0, 2), sha.slice(2));
    if (!fs.existsSync(p)) {
      fs.mkdirSync(path.dirname(p), { recursive: true });
      fs.writeFileSync(p, zlib.deflateSync(b));
    }
  };
  const idate = (d) => {
    const z = d.match(/([+-])(\d\d):?(\d\d)$/);
    return `${Math.floor(Date.parse(d) / 1000)} ${z ? z[1] + z[2] + z[3] : "+0000"}`;
  };
  const has = (repo, sha) =>
    fs.existsSync(path.join(dir(repo), "objects", sha.slice(0, 2), sha.slice(2))) ||
    git(repo, ["cat-file", "-e", sha], { lax: true }).status === 0;
  const one = (col, repo, sha) => gh[col].findBy("sha", sha).find((x) => x.repo_id === repo.id);
  function exportTree(repo, sha) {
    if (has(repo, sha)) return;
    const t = one("trees", repo, sha);
    for (const e of t.tree)
      if (e.type === "tree") exportTree(repo, e.sha);
      else if (e.type === "blob") {
        const b = one("blobs", repo, e.sha);
        loose(repo, "blob", Buffer.from(b.content, b.encoding === "base64" ? "base64" : "utf8"), e.sha);
      }
    const key = (e) => Buffer.from(e.type === "tree" ? e.path + "/" : e.path);
    const es = [...t.tree].sort((a, b) => Buffer.compare(key(a), key(b)));
    loose(
      repo,
      "tree",
      Buffer.concat(es.flatMap((e) => [Buffer.from(`${e.mode.replace(/^0+/, "")} ${e.path}\0`), Buffer.from(e.sha, "hex")])),
      sha,
    );
  }
  function exportCommit(repo, sha) {
    const todo = [sha],
      order = [];
    while (todo.length) {
      const s = todo.pop();
      if (has(repo, s) || order.some((c) => c.sha === s)) continue;
      const c = one("commits", repo, s);
      if (!c) continue;
      order.push(c);
      todo.push(...c.parent_shas);
    }
    for (const c of order.reverse()) {
      exportTree(repo, c.tree_sha);
      const m = c.message.endsWith("\n") ? c.message : c.message + "\n";
      loose(
        repo,
        "commit",
        Buffer.from(
          [
            `tree ${c.tree_sha}`,
            ...c.parent_shas.map((p) => `parent ${p}`),
            `author ${c.author_name} <${c.author_email}> ${idate(c.author_date)}`,
            `committer ${c.committer_name} <${c.committer_email}> ${idate(c.committer_date)}`,
          ].join("\n") +
            "\n\n" +
            m,
        ),
        c.sha,
      );
    }
  }
  const iso = (ts, z) => {
    const o = (z[0] === "-" ? -1 : 1) * (+z.slice(1, 3) * 60 + +z.slice(3));
    return new Date((+ts + o * 60) * 1000).toISOString().replace(/\.000Z$/, `${z.slice(0, 3)}:${z.slice(3)}`);
  };
  function importObjects(repo, tips) {
    // git -> store, any object (signed commits, odd messages ... keep their SHA)
    const known = gh.refs
      .findBy("repo_id", repo.id)
      .map((r) => r.sha)
      .filter((s) => has(repo, s));
    const ids = git(repo, ["rev-list", "--objects", ...tips, "--not", ...known])
      .stdout.split("\n")
      .filter(Boolean)
      .map((l) => l.slice(0, 40));
    if (!ids.length) return;
    const out = git(repo, ["cat-file", "--batch"], { input: Buffer.from(ids.join("\n") + "\n"), encoding: "buffer" }).stdout;
    let i = 0;
    while (i < out.length) {
      const nl = out.indexOf(10, i),
        [sha, type, n] = out.toString("utf8", i, nl).split(" "),
        b = out.subarray(nl + 1, nl + 1 + +n);
      i = nl + 2 + +n;
      const base = { repo_id: repo.id, sha, node_id: Buffer.from(`0:${type}${sha}`).toString("base64") };
      if (type === "blob") {
        if (one("blobs", repo, sha)) continue;
        const t = b.toString("utf8"),
          ok = !t.includes("\0") && Buffer.from(t).equals(b);
        gh.blobs.insert({ ...base, content: ok ? t : b.toString("base64"), encoding: ok ? "utf-8" : "base64", size: b.length });
      } else if (type === "tree") {
        if (one("trees", repo, sha)) continue;
        const tree = [];
        for (let j = 0; j < b.length;) {
          const sp = b.indexOf(32, j),
            z = b.indexOf(0, sp),
            mode = b.toString("utf8", j, sp).padStart(6, "0");
          tree.push({
            path: b.toString("utf8", sp + 1, z),
            mode,
            type: mode === "040000" ? "tree" : mode === "160000" ? "commit" : "blob",
            sha: b.toString("hex", z + 1, z + 21),
          });
          j = z + 21;
        }
        gh.trees.insert({ ...base, tree, truncated: false });
      } else if (type === "commit") {
        if (one("commits", repo, sha)) continue;
        const t = b.toString("utf8"),
          cut = t.indexOf("\n\n"),
          h = t.slice(0, cut),
          id = (k) => h.match(new RegExp(`^${k} (.*) <(.*)> (\\d+) ([+-]\\d{4})$`, "m")) ?? [, "", "", "0", "+0000"],
          a = id("author"),
          m = id("committer");
        gh.commits.insert({
          ...base,
          message: t.slice(cut + 2).replace(/\n$/, ""),
          author_name: a[1],
          author_email: a[2],
          author_date: iso(a[3], a[4]),
          committer_name: m[1],
          committer_email: m[2],
          committer_date: iso(m[3], m[4]),
          tree_sha: h.match(/^tree (\w+)/m)[1],
          parent_shas: [...h.matchAll(/^parent (\w+)/gm)].map((x) => x[1]),
          user_id: null,
        });
      }
    }
  }
  function setRef(repo, ref, sha) {
    const r = gh.refs.findBy("repo_id", repo.id).find((x) => x.ref === ref),
      name = ref.replace("refs/heads/", ""),
      br = ref.startsWith("refs/heads/") && gh.branches.findBy("repo_id", repo.id).find((x) => x.name === name);
    if (sha === NO_COMMIT) {
      if (r) gh.refs.delete(r.id);
      if (br) gh.branches.delete(br.id);
      return;
    }
    if (r) gh.refs.update(r.id, { sha });
    else gh.refs.insert({ repo_id: repo.id, ref, sha, node_id: "" });
    if (ref.startsWith("refs/heads/")) {
      if (br) gh.branches.update(br.id, { sha });
      else gh.branches.insert({ repo_id: repo.id, name, sha, protected: false });
    }
  }

  Object.assign(world, { dir, git, init, has, one, exportCommit, importObjects, setRef });
}
