// The fleet view: counts, the metric that colours the grid, and the grid.

import { all, get } from "./api.js";
import { el, setAttribute, setText } from "./dom.js";
import * as format from "./format.js";
import { Grid } from "./grid.js";
import { Poller } from "./poll.js";
import * as scale from "./scale.js";

const STATS_EVERY = 3;
let lastOpened;

/** Remembers which cell the user came through, so that going back puts the focus there. */
export function opened(href) {
  lastOpened = href;
}

export class FleetView {
  element = el("section", { class: "fleet", "aria-label": "Fleet" });
  #route;
  #poller;
  #grid = new Grid();
  #tiles = {};
  #banner = el("p", { class: "banner", role: "alert", hidden: true });
  #picker = el("div", { class: "picker", role: "radiogroup", "aria-label": "Metric" });
  #legend = el("div");
  #units = new Map();
  #turn = 0;
  #fleet;
  #readAt = 0;
  #timer;

  constructor(route, tell) {
    this.#route = route;
    const tiles = el("dl", { class: "tiles" });
    for (const [key, label] of [["hosts", "Hosts"], ["reporting", "Reporting"], ["silent", "Silent"], ["missing", "Missing"], ["samples", "Samples"], ["newest", "Newest sample"]]) {
      this.#tiles[key] = el("dd", { "data-tile": key }, "–");
      tiles.append(el("div", {}, el("dt", {}, label), this.#tiles[key]));
    }
    this.element.append(el("h1", { class: "hidden" }, "Fleet"), tiles, this.#banner,
      el("div", { class: "controls" }, this.#picker, this.#legend), this.#grid.element);
    this.#poller = new Poller((signal) => this.#read(signal), (state, problem) => this.#told(state, problem, tell));
    this.#timer = setInterval(() => this.#showAge(), 500);
  }

  close() {
    clearInterval(this.#timer);
    this.#poller.stop();
  }

  /** Another metric of the same view. */
  changed(route) {
    this.#route = route;
    this.#showPicker();
    this.#poller.now();
  }

  #told(state, problem, tell) {
    setAttribute(this.element, "data-away", state === "away" ? "" : undefined);
    tell(state, problem);
  }

  #metric() {
    const name = this.#route.query.get("metric") ?? format.MAIN_METRICS[0];
    return format.metric(name, this.#units.get(name));
  }

  async #read(signal) {
    if (this.#turn++ % STATS_EVERY === 0) {
      await this.#readStats(signal);
    }
    const metric = this.#metric();
    const [hosts, latest] = await Promise.all([
      all("/api/v1/hosts", {}, signal),
      all("/api/v1/telemetry/latest", { metric_name: metric.name }, signal),
    ]);
    if (metric.name === this.#metric().name) {
      this.#show(hosts, latest.data, metric);
    }
  }

  async #readStats(signal) {
    const [metrics, stats] = await Promise.all([
      get("/api/v1/metrics", {}, signal),
      get("/api/v1/stats", {}, signal),
    ]);
    this.#units = new Map(metrics.data.map((one) => [one.name, one.unit]));
    setText(this.#tiles.samples, format.count(stats.total_samples));
    this.#showPicker();
  }

  #show(hosts, latest, metric) {
    this.#fleet = hosts.fleet;
    this.#readAt = performance.now();
    const rows = wholeGpus(latest);
    const shown = [...rows.values()].filter((row) => row.value !== null).map((row) => row.value * metric.factor);
    const domain = scale.domain(metric, shown);
    const stale = hosts.fleet.state === "stale";
    this.#grid.update(hosts.data, rows, { metric, domain, stale, at: Date.parse(hosts.fleet.at) });
    setAttribute(this.#grid.element, "data-newest", hosts.fleet.newest ?? undefined);
    setAttribute(this.#grid.element, "data-interval", hosts.fleet.sampling_interval_seconds ?? undefined);
    this.#showLegend(metric, domain);
    this.#showCounts(stale);
    if (lastOpened) {
      this.#grid.focus(lastOpened);
      lastOpened = undefined;
    }
  }

  #showCounts(stale) {
    const fleet = this.#fleet;
    setText(this.#tiles.hosts, format.count(fleet.hosts));
    for (const key of ["reporting", "silent", "missing"]) {
      setText(this.#tiles[key], format.count(fleet[key]));
      setAttribute(this.#tiles[key], "data-any", fleet[key] > 0 ? "" : undefined);
    }
    this.#showAge();
    this.#banner.hidden = fleet.state === "live";
    setText(this.#banner, stale
      ? `No new samples since ${format.moment(fleet.newest)}: the whole fleet is silent. Shown is what came last.`
      : "No samples yet. As soon as a streamer publishes, the fleet appears here.");
  }

  #showAge() {
    if (this.#fleet?.newest) {
      const behind = (Date.parse(this.#fleet.at) - Date.parse(this.#fleet.newest)) / 1000;
      const age = behind + (performance.now() - this.#readAt) / 1000;
      setText(this.#tiles.newest, `${format.duration(age)} ago`);
    }
  }

  #showLegend(metric, domain) {
    const key = `${metric.name} ${domain}`;
    if (this.#legend.dataset.key !== key) {
      this.#legend.dataset.key = key;
      this.#legend.replaceChildren(scale.legend(metric, domain));
    }
  }

  #showPicker() {
    const chosen = this.#metric().name;
    const names = format.MAIN_METRICS.includes(chosen) ? format.MAIN_METRICS : [...format.MAIN_METRICS, chosen];
    const key = `${names} ${chosen}`;
    if (this.#picker.dataset.key === key) {
      return;
    }
    this.#picker.dataset.key = key;
    const focused = this.#picker.contains(document.activeElement);
    this.#picker.replaceChildren(...names.map((name) => el("a", {
      href: `#/?metric=${encodeURIComponent(name)}`, role: "radio", "aria-checked": String(name === chosen),
    }, format.metric(name).label)));
    if (focused) {
      this.#picker.querySelector("[aria-checked=true]").focus();
    }
  }
}

/** One row for each GPU: that of the whole GPU, or, if only its instances report, the largest. */
function wholeGpus(latest) {
  const rows = new Map();
  for (const row of latest) {
    const known = rows.get(row.uuid);
    const whole = row.mig_instance === "";
    if (!known || (whole && known.mig_instance !== "") || (whole === (known.mig_instance === "") && row.value > known.value)) {
      rows.set(row.uuid, row);
    }
  }
  return rows;
}
