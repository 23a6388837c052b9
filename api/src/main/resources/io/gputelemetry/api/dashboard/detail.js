// A host or a GPU: what it is, the charts of its metrics, its newest values.

import { all, get, Refused } from "./api.js";
import { LineChart } from "./charts.js";
import { el, setAttribute, setText, table, words } from "./dom.js";
import * as format from "./format.js";
import { History } from "./history.js";
import { Poller } from "./poll.js";

const RANGES = [5, 15, 60];
const LEAST_SHOWN = 30_000;

class DetailView {
  element = el("section", { class: "detail" }, el("p", { class: "loading" }, "Loading…"));
  route;
  units;
  #poller;
  #history;
  #charts = new Map();
  #parts;

  constructor(route, tell) {
    this.route = route;
    this.#poller = new Poller((signal, again) => this.#read(signal, again), (state, problem) => {
      setAttribute(this.element, "data-away", state === "away" ? "" : undefined);
      tell(state, problem);
    });
  }

  close() {
    this.#poller.stop();
    this.#closeCharts();
  }

  changed(route) {
    this.route = route;
    this.#history = undefined;
    this.#poller.now();
  }

  async #read(signal, again) {
    const fresh = !this.units;
    this.units ??= await units(signal);
    const found = await this.find(signal);
    if (!fresh && found?.metrics.some((name) => !this.units.has(name))) {
      this.units = undefined;
      return this.#read(signal, again);
    }
    if (found === undefined) {
      this.#closeCharts();
      this.#parts = undefined;
      this.element.replaceChildren(this.notFound());
      return;
    }
    const now = Date.parse(found.fleet.at);
    if (!this.#history?.isOf(found.uuids, found.metrics)) {
      this.#history = new History(found.uuids, found.metrics, this.#minutes());
    }
    const history = this.#history;
    this.#showFrame(found);
    await history.update(now, again, signal);
    if (history === this.#history) {
      this.#showCharts(found, now);
    }
  }

  #minutes() {
    const asked = Number(this.route.query.get("range"));
    return RANGES.includes(asked) ? asked : RANGES[0];
  }

  #showFrame(found) {
    if (!this.#parts) {
      this.#parts = { title: el("h1"), facts: el("dl", { class: "facts" }), ranges: el("div", { class: "picker", role: "radiogroup", "aria-label": "Time shown" }), note: el("p", { class: "banner", role: "status", hidden: true }), charts: el("div", { class: "charts" }), values: el("div") };
      this.element.replaceChildren(el("p", { class: "up" }, el("a", { href: "#/" }, "← Fleet"), this.parent(found)), ...Object.values(this.#parts));
    }
    const { title, facts, ranges, values } = this.#parts;
    setText(title, found.title);
    setFacts(facts, found.facts);
    this.#showRanges(ranges);
    values.replaceChildren(found.values);
  }

  #showRanges(ranges) {
    const chosen = this.#minutes();
    if (ranges.dataset.key !== String(chosen)) {
      ranges.dataset.key = chosen;
      ranges.replaceChildren(...RANGES.map((minutes) => el("a", {
        href: `#${this.route.path}?range=${minutes}`, role: "radio", "aria-checked": String(minutes === chosen),
      }, `${minutes} min`)));
    }
  }

  #showCharts(found, now) {
    const charts = found.metrics.map((name) => {
      const metric = format.metric(name, this.units.get(name));
      const lines = this.#history.lines(name, metric.factor).map((line) => found.line(line));
      return { metric, lines: lines.sort((a, b) => a.place - b.place) };
    });
    const from = this.#from(charts.flatMap(({ lines }) => lines), now);
    for (const { metric, lines } of charts) {
      this.#chart(metric, found.uuids.length > 1).update(lines, from, now);
    }
    this.#parts.note.hidden = charts.some(({ lines }) => lines.length > 0);
    setText(this.#parts.note, `No samples in the last ${this.#minutes()} minutes; the newest is from ${format.moment(found.newest)}.`);
  }

  /** Where the charts begin: with the range, or with the first sample, so that a young fleet fills them. */
  #from(lines, now) {
    const first = lines.reduce((least, { points }) => Math.min(least, points[0].x), now);
    return Math.max(now - this.#history.millis, Math.min(first, now - LEAST_SHOWN));
  }

  #chart(metric, legend) {
    if (!this.#charts.has(metric.name)) {
      const canvas = el("canvas", { role: "img", "aria-label": `${metric.label} over time`, "data-metric": metric.name });
      const unit = metric.unit ? ` (${metric.unit})` : "";
      this.#parts.charts.append(el("figure", {}, el("figcaption", {}, metric.label, el("small", {}, unit)), el("div", { class: "canvas" }, canvas)));
      this.#charts.set(metric.name, new LineChart(canvas, metric, legend));
    }
    return this.#charts.get(metric.name);
  }

  #closeCharts() {
    this.#charts.forEach((chart) => chart.close());
    this.#charts.clear();
  }
}

export class GpuView extends DetailView {
  async find(signal) {
    const uuid = this.route.name;
    const gpu = await orNothing(get(`/api/v1/gpus/${encodeURIComponent(uuid)}`, {}, signal));
    if (!gpu) {
      return undefined;
    }
    const [hosts, latest] = await Promise.all([
      get("/api/v1/hosts", { hostname: gpu.hostname || undefined }, signal),
      all("/api/v1/telemetry/latest", { uuid: gpu.uuid }, signal),
    ]);
    const seat = hosts.data.flatMap((host) => host.gpus).find((one) => one.uuid === gpu.uuid);
    const metrics = [...new Set(latest.data.map((row) => row.metric_name))].sort(format.byImportance);
    return {
      fleet: hosts.fleet,
      uuids: [gpu.uuid],
      metrics,
      newest: gpu.last_seen,
      hostname: gpu.hostname,
      title: `${gpu.hostname || "Host not known"}, GPU ${gpu.gpu_id}`,
      facts: [["State", seat?.state ?? "replaced", seat?.state === "reporting"], ["Model", gpu.model_name || "not known"], ["UUID", gpu.uuid], ["Device", gpu.device || "not known"], ["First seen", format.moment(gpu.first_seen)], ["Last seen", format.moment(gpu.last_seen)]],
      line: (line) => ({ label: line.instance || `GPU ${gpu.gpu_id}`, place: 0, points: line.points }),
      values: this.#values(latest.data),
    };
  }

  #values(rows) {
    const sorted = [...rows].sort((a, b) => format.byImportance(a.metric_name, b.metric_name));
    return table("Newest values", ["Metric", "Value", "Unit", "Taken"], sorted.map((row) => {
      const metric = format.metric(row.metric_name, this.units.get(row.metric_name));
      const instance = format.instance(row);
      return [el("span", { title: row.metric_name }, instance ? `${metric.label} (${instance})` : metric.label),
        el("span", { class: "number" }, format.value(row.value, metric)), metric.unit, format.moment(row.timestamp)];
    }));
  }

  parent(found) {
    return found.hostname ? el("a", { href: `#/host/${encodeURIComponent(found.hostname)}` }, found.hostname) : "";
  }

  notFound() {
    return words("No such GPU", `There is no GPU ${this.route.name}. It was never seen, or its samples have expired.`, el("p", {}, el("a", { href: "#/" }, "Back to the fleet")));
  }
}

export class HostView extends DetailView {
  async find(signal) {
    const page = await get("/api/v1/hosts", { hostname: this.route.name || undefined }, signal);
    const host = page.data.find((one) => one.hostname === this.route.name);
    if (!host) {
      return undefined;
    }
    const uuids = host.gpus.map((gpu) => gpu.uuid);
    const latest = await all("/api/v1/telemetry/latest", { uuid: uuids, metric_name: format.MAIN_METRICS }, signal);
    const silent = host.gpus.filter((gpu) => gpu.state === "silent");
    const metrics = format.MAIN_METRICS.filter((name) => latest.data.some((row) => row.metric_name === name));
    return {
      fleet: page.fleet,
      uuids,
      metrics,
      newest: host.gpus.map((gpu) => gpu.last_seen).sort().at(-1),
      title: host.hostname || "Host not known",
      facts: [["State", host.state, host.state === "reporting"], ["Reporting", `${host.gpu_count - silent.length} of ${host.expected_count}`], ["Missing", host.missing.join(", ") || "none"], ["Silent", silent.map((gpu) => gpu.gpu_id).join(", ") || "none"], ["Model", [...new Set(host.gpus.map((gpu) => gpu.model_name))].join(", ") || "not known"]],
      line: (line) => {
        const gpu = host.gpus.find((one) => one.uuid === line.uuid);
        const name = gpu ? `GPU ${gpu.gpu_id}` : line.uuid;
        return { label: line.instance ? `${name} ${line.instance}` : name, place: gpu?.gpu_id ?? 0, points: line.points };
      },
      values: this.#values(host, latest.data, metrics),
    };
  }

  #values(host, rows, metrics) {
    const views = metrics.map((name) => format.metric(name, this.units.get(name)));
    const heads = ["GPU", ...views.map((metric) => `${metric.label}, ${metric.unit}`), "State", "Last seen"];
    return table("Newest values", heads, host.gpus.map((gpu) => [
      el("a", { href: `#/gpu/${encodeURIComponent(gpu.uuid)}` }, `GPU ${gpu.gpu_id}`),
      ...views.map((metric) => {
        const row = rows.find((one) => one.uuid === gpu.uuid && one.metric_name === metric.name);
        return el("span", { class: "number" }, format.value(row?.value, metric));
      }),
      gpu.state, format.moment(gpu.last_seen),
    ]));
  }

  parent() {
    return "";
  }

  notFound() {
    return words("No such host", `There is no host ${this.route.name || "without a name"}. None of its GPUs was ever seen, or their samples have expired.`, el("p", {}, el("a", { href: "#/" }, "Back to the fleet")));
  }
}

async function units(signal) {
  const metrics = await get("/api/v1/metrics", {}, signal);
  return new Map(metrics.data.map((one) => [one.name, one.unit]));
}

async function orNothing(answer) {
  try {
    return await answer;
  } catch (problem) {
    if (problem instanceof Refused && (problem.status === 404 || problem.status === 400)) {
      return undefined;
    }
    throw problem;
  }
}

function setFacts(list, facts) {
  facts.forEach(([name, text, good], i) => {
    const known = list.children[i] ?? list.appendChild(el("div", {}, el("dt", {}, name), el("dd")));
    setText(known.lastChild, text);
    setAttribute(known.lastChild, "data-good", good === undefined ? undefined : String(good));
  });
}
