// Webhook deliveries: in order, with an identifier and real headers, kept for redelivery.
import crypto from "node:crypto";

export default function (world) {
  const { gh, log, state, hooks } = world;

  function deliver(event, action, payload, repo) {
    const owner = repo && repo.full_name.split("/")[0];
    for (const i of gh.appInstallations.all()) {
      if (i.account_login !== owner || (i.repository_selection === "selected" && !i.repository_ids.includes(repo.id))) continue;
      const g = gh.apps.all().find((x) => x.app_id === i.app_id),
        url = hooks.get(i.app_id);
      // What concerns installations comes without being subscribed to.
      if (!url || !(g.events.includes(event) || g.events.includes("*") || event.startsWith("installation"))) continue;
      const org = gh.orgs.findOneBy("login", owner);
      send(g, url, event, {
        ...payload,
        ...(org ? { organization: { login: org.login, id: org.id, node_id: org.node_id } } : {}),
        installation: { id: i.installation_id, node_id: Buffer.from(`0:Installation${i.installation_id}`).toString("base64") },
      });
    }
  }
  function send(g, url, event, payload, guid = crypto.randomUUID()) {
    const body = JSON.stringify(payload),
      d = {
        id: log.length + 1,
        guid,
        event,
        action: payload.action ?? null,
        delivered_at: new Date().toISOString(),
        status_code: null,
        app: g.app_id,
        payload,
      };
    log.push(d);
    state.queue = state.queue.then(async () => {
      try {
        const r = await fetch(url, {
          method: "POST",
          body,
          signal: AbortSignal.timeout(10000),
          headers: {
            "content-type": "application/json",
            accept: "*/*",
            "user-agent": "GitHub-Hookshot/emulate",
            "x-github-event": event,
            "x-github-delivery": guid,
            "x-github-hook-id": String(g.app_id),
            "x-github-hook-installation-target-type": "integration",
            "x-github-hook-installation-target-id": String(g.app_id),
            ...(g.webhook_secret
              ? {
                  "x-hub-signature": "sha1=" + crypto.createHmac("sha1", g.webhook_secret).update(body).digest("hex"),
                  "x-hub-signature-256": "sha256=" + crypto.createHmac("sha256", g.webhook_secret).update(body).digest("hex"),
                }
              : {}),
          },
        });
        d.status_code = r.status;
      } catch {
        d.status_code = 0;
      }
    });
    return d;
  }

  Object.assign(world, { deliver, send });
}
