// The frame: which view the address asks for, the state of the connection, signing in.

import { hasToken, keepToken } from "./api.js";
import { GpuView, HostView } from "./detail.js";
import { words, el, setAttribute, setText } from "./dom.js";
import { FleetView, opened } from "./fleet.js";
import { PipelineView } from "./pipeline.js";

const VIEWS = { fleet: FleetView, host: HostView, gpu: GpuView, pipeline: PipelineView };
const SAID = { live: "live", paused: "paused", away: "reconnecting…", locked: "token needed" };

const place = document.getElementById("view");
const connection = document.getElementById("connection");
const signIn = document.getElementById("sign-in");
let shown;
let shownPath;
let inside = 0;

/** `#/gpu/<uuid>?range=5` as view, name, path and query. */
function route() {
  const [path, query = ""] = location.hash.replace(/^#/, "").split("?", 2);
  const [view, ...name] = path.split("/").slice(1);
  return { view: view || "fleet", name: decode(name.join("/")), path: path || "/", query: new URLSearchParams(query) };
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function show() {
  const asked = route();
  if (shown && shownPath === asked.path) {
    shown.changed(asked);
    return;
  }
  shown?.close();
  shownPath = asked.path;
  const View = Object.hasOwn(VIEWS, asked.view) && VIEWS[asked.view];
  shown = View ? new View(asked, tell) : undefined;
  place.replaceChildren(shown?.element ?? words("No such page", "There is nothing at this address.", el("p", {}, el("a", { href: "#/" }, "Back to the fleet"))));
  document.title = [asked.name, asked.view === "pipeline" ? "Pipeline" : "GPU fleet"].filter((part) => part).join(" · ");
  for (const link of document.querySelectorAll("nav [data-view]")) {
    setAttribute(link, "aria-current", link.dataset.view === asked.view ? "page" : undefined);
  }
}

function tell(state, problem) {
  setAttribute(connection, "data-state", state);
  setText(connection, SAID[state] ?? `refused: ${problem.message}`);
  signIn.hidden = state !== "locked";
  if (state === "locked") {
    setText(document.getElementById("sign-in-problem"), hasToken() ? "That was not the token." : "");
  }
}

signIn.addEventListener("submit", (event) => {
  event.preventDefault();
  keepToken(document.getElementById("token").value);
  shown?.close();
  shown = undefined;
  show();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && route().view !== "fleet") {
    inside > 0 ? history.back() : (location.hash = "#/");
  }
});

addEventListener("hashchange", (event) => {
  const from = new URL(event.oldURL).hash;
  if (route().view === "fleet" && /^#\/(host|gpu)\//.test(from)) {
    opened(from.split("?")[0]);
    inside = 0;
  } else {
    inside++;
  }
  show();
});

show();
