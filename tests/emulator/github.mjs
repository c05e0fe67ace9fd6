// GitHub: the package, with real git beside it and what it lacks of the API.
import { createEmulator, gitHub } from "./packages.mjs";
import { makeWorld } from "./github/world.mjs";
import objects from "./github/objects.mjs";
import deliveries from "./github/deliveries.mjs";
import branches from "./github/branches.mjs";
import requests from "./github/requests.mjs";
import states from "./github/states.mjs";
import permissions from "./github/permissions.mjs";
import checks from "./github/checks.mjs";
import pulls from "./github/pulls.mjs";
import comments from "./github/comments.mjs";
import forks from "./github/forks.mjs";
import moves from "./github/moves.mjs";
import control from "./github/control.mjs";
import smartHttp from "./github/smart-http.mjs";
import answers from "./github/answers.mjs";
import events from "./github/events.mjs";
import setUp from "./github/setup.mjs";
import unlimited from "./github/unlimited.mjs";

// Those that stand before the package's own routes: the first match wins.
const before = [unlimited, objects, deliveries, branches, requests, states, permissions, comments, checks, pulls, forks, moves, control, smartHttp, setUp];
const after = [answers, events];

export async function startGitHub(seed, port, root, check) {
  const register = gitHub.githubPlugin.register; // the plugin is one object for all: it is wrapped before it is loaded, and no file is patched
  let world;
  let emulator;
  gitHub.githubPlugin.register = (app, store, webhooks, baseUrl, tokens) => {
    const registerInner = () => register(app, store, webhooks, baseUrl, tokens);
    world = makeWorld({
      app,
      store,
      webhooks,
      baseUrl,
      tokens,
      registerInner,
      gh: gitHub.getGitHubStore(store),
      root,
      check,
      restart: () => emulator.reset(),
    });
    for (const part of before) part(world);
    registerInner();
    for (const part of after) part(world);
  };
  emulator = await createEmulator({ service: "github", port, seed });
  world.seeded();
  return emulator;
}
