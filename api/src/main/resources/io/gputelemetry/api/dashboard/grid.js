// The grid: a row for each host, a cell for each GPU index. Cells are made once; an update touches
// only those that changed.

import { el, setAttribute, setProperty, setText } from "./dom.js";
import * as format from "./format.js";
import * as scale from "./scale.js";

/** So few hosts get larger cells. */
const BIG = 10;
/** As many indexes of a host have a place, as many places stand side by side. */
const PLACES_MAX = 256;
const COLUMNS_MAX = 16;

export class Grid {
  element = el("div", { class: "grid", role: "grid", "aria-label": "Hosts and their GPUs", onkeydown: (event) => this.#key(event), onfocusin: (event) => this.#focused(event.target) });
  #rows = new Map();
  #current;

  /** Shows hosts; `rows` are the newest samples by uuid, `at` is the time of the server. */
  update(hosts, rows, view) {
    setProperty(this.element, "--n", Math.min(COLUMNS_MAX, most(1, hosts, (host) => slots(host).length)));
    setProperty(this.element, "--name", most(9, hosts, (host) => host.hostname.length + 1));
    setAttribute(this.element, "data-ramp", view.metric.ramp);
    setAttribute(this.element, "data-size", hosts.length <= BIG ? "big" : undefined);
    this.#keepRows(hosts.map((host) => host.hostname));
    for (const host of hosts) {
      this.#row(this.#rows.get(host.hostname), host, rows, view);
    }
    if (!this.#current?.isConnected) {
      this.#makeCurrent(this.element.querySelector("[tabindex]"));
    }
  }

  /** Puts the focus back on a host or GPU. */
  focus(href) {
    const found = [...this.element.querySelectorAll("a")].find((link) => link.getAttribute("href") === href);
    found?.focus({ preventScroll: false });
  }

  #keepRows(names) {
    const known = [...this.#rows.keys()];
    if (names.length === known.length && names.every((name, i) => name === known[i])) {
      return;
    }
    const rows = new Map(names.map((name) => [name, this.#rows.get(name) ?? makeRow(name)]));
    this.#rows = rows;
    this.element.replaceChildren(...[...rows.values()].map((row) => row.element));
  }

  #row(row, host, rows, view) {
    const places = slots(host);
    while (row.cells.length > places.length) {
      row.cells.pop().remove();
    }
    places.forEach((gpu, index) => {
      let cell = row.cells[index];
      if (!cell || (cell.tagName === "A") !== (gpu !== undefined)) {
        const made = el(gpu ? "a" : "span", { role: "gridcell", tabindex: "-1", "data-index": index });
        cell ? cell.replaceWith(made) : row.places.append(made);
        row.cells[index] = cell = made;
      }
      gpu ? showGpu(cell, gpu, rows.get(gpu.uuid), view) : showMissing(cell, index);
    });
    summarise(row, host, view);
  }

  #focused(target) {
    if (target.hasAttribute("tabindex")) {
      this.#makeCurrent(target);
    }
  }

  #makeCurrent(cell) {
    this.#current?.setAttribute("tabindex", "-1");
    cell?.setAttribute("tabindex", "0");
    this.#current = cell;
  }

  #key(event) {
    const row = event.target.closest("[role=row]");
    if (!row || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const cells = [...row.querySelectorAll("[tabindex]")];
    const at = cells.indexOf(event.target);
    const next = {
      ArrowRight: () => cells[at + 1],
      ArrowLeft: () => cells[at - 1],
      ArrowDown: () => inRow(row.nextElementSibling, at),
      ArrowUp: () => inRow(row.previousElementSibling, at),
      Home: () => cells[0],
      End: () => cells.at(-1),
    }[event.key];
    if (next) {
      event.preventDefault();
      next()?.focus();
    } else if (event.key === "Enter" && event.target.tagName === "SPAN") {
      location.hash = row.querySelector("a").getAttribute("href");
    }
  }
}

function inRow(row, at) {
  const cells = row ? [...row.querySelectorAll("[tabindex]")] : [];
  return cells[Math.min(at, cells.length - 1)];
}

function most(least, hosts, number) {
  return hosts.reduce((largest, host) => Math.max(largest, number(host)), least);
}

/** The GPUs of a host by their place; a place without one is undefined. No more places than the API lists. */
function slots(host) {
  if (host.hostname === "") {
    return host.gpus;
  }
  const listed = Math.min(host.expected_count, host.gpus.length + host.missing.length, PLACES_MAX);
  const places = Array.from({ length: listed });
  const further = [];
  for (const gpu of host.gpus) {
    gpu.gpu_id >= 0 && gpu.gpu_id < places.length && !places[gpu.gpu_id]
      ? (places[gpu.gpu_id] = gpu)
      : further.push(gpu);
  }
  return places.concat(further);
}

function makeRow(name) {
  const link = el("a", { href: `#/host/${encodeURIComponent(name)}`, tabindex: "-1", title: name }, name || "host not known");
  const note = el("span", { class: "note" });
  const count = el("span", { class: "count", role: "gridcell" });
  const places = el("span", { class: "places", role: "presentation" });
  const element = el("div", { class: "host", role: "row", "data-host": name },
    el("span", { class: "name", role: "rowheader" }, link, note), places, count);
  return { element, note, count, places, cells: [], link };
}

function summarise(row, host, view) {
  const silent = host.gpus.filter((gpu) => gpu.state === "silent");
  const there = view.stale ? host.gpu_count : host.gpu_count - silent.length;
  setText(row.count, `${there} of ${host.expected_count}`);
  const notes = [];
  if (host.missing.length > 0) {
    notes.push(`missing ${host.missing.join(", ")}`);
  }
  if (silent.length > 0 && !view.stale) {
    notes.push(`silent ${silent.map((gpu) => gpu.gpu_id).join(", ")}`);
  }
  setText(row.note, notes.join(" · "));
  setAttribute(row.element, "data-state", there === host.expected_count ? "reporting" : host.state);
}

function showMissing(cell, index) {
  setAttribute(cell, "class", "cell missing");
  setAttribute(cell, "title", `GPU ${index}: missing`);
  setAttribute(cell, "aria-label", `GPU ${index}: missing`);
}

function showGpu(cell, gpu, row, view) {
  const silent = gpu.state === "silent" && !view.stale;
  const age = (view.at - Date.parse(gpu.last_seen)) / 1000;
  const shown = row?.value === null || row === undefined ? undefined : row.value * view.metric.factor;
  const state = silent ? "cell silent" : shown === undefined ? "cell none" : "cell";
  setAttribute(cell, "class", view.stale ? `${state} old` : state);
  setAttribute(cell, "href", `#/gpu/${encodeURIComponent(gpu.uuid)}`);
  setAttribute(cell, "data-uuid", gpu.uuid);
  setAttribute(cell, "data-last-seen", gpu.last_seen);
  setAttribute(cell, "data-timestamp", row?.timestamp);
  setAttribute(cell, "data-value", row?.value ?? undefined);
  const text = format.value(row?.value, view.metric, true);
  setText(cell, silent ? `‖ ${format.tiny(age)}` : shown === undefined ? "·" : text);
  if (shown !== undefined) {
    setProperty(cell, "--t", scale.place(shown, view.domain));
  }
  const what = silent
    ? `silent, last seen ${format.moment(gpu.last_seen)}`
    : `${view.metric.label} ${format.value(row?.value, view.metric)} ${view.metric.unit}`;
  setAttribute(cell, "aria-label", `GPU ${gpu.gpu_id}: ${what}`);
  setAttribute(cell, "title", `GPU ${gpu.gpu_id}: ${what}`);
}
