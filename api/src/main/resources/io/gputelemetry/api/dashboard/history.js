// The samples of some GPUs in a window that ends now, by series. Reads only the window's end, with some
// overlap, because samples can become visible in another order than they were taken; and the whole window
// now and then, because a collector that hung, or was away, stores samples long after they were taken.

import { get } from "./api.js";
import { instance } from "./format.js";

const PAGE = 1000;
const OVERLAP = 15_000;
const AT_ONCE = 4;
const WHOLE_EVERY = 30_000;
/** The whole window is read in at most one part in so many of the time, however long it takes. */
const WHOLE_SHARE = 10;

export class History {
  #uuids;
  #metrics;
  #minutes;
  #series = new Map();
  #wholeDue = 0;

  constructor(uuids, metrics, minutes) {
    this.#uuids = uuids;
    this.#metrics = metrics;
    this.#minutes = minutes;
  }

  /** Whether it is the history of these; there are more once a new metric or GPU has come. */
  isOf(uuids, metrics) {
    return JSON.stringify([uuids, metrics]) === JSON.stringify([this.#uuids, this.#metrics]);
  }

  get millis() {
    return this.#minutes * 60_000;
  }

  /** Brings it up to `now`; `again` reads the whole window, as after a pause. */
  async update(now, again, signal) {
    const began = performance.now();
    const whole = again || began >= this.#wholeDue;
    const tasks = this.#uuids.map((uuid) => () => this.#read(uuid, whole ? now - this.millis : this.#newest(uuid, now) - OVERLAP, signal));
    await Promise.all(Array.from({ length: AT_ONCE }, async () => {
      for (let task = tasks.shift(); task; task = tasks.shift()) {
        await task();
      }
    }));
    if (whole) {
      const ended = performance.now();
      this.#wholeDue = ended + Math.max(WHOLE_EVERY, (ended - began) * WHOLE_SHARE);
    }
    for (const { points } of this.#series.values()) {
      for (const [key, point] of points) {
        if (point.x < now - this.millis) {
          points.delete(key);
        }
      }
    }
  }

  #newest(uuid, now) {
    let newest = now - this.millis + OVERLAP;
    for (const series of this.#series.values()) {
      if (series.uuid === uuid) {
        for (const point of series.points.values()) {
          newest = Math.max(newest, point.x);
        }
      }
    }
    return newest;
  }

  async #read(uuid, from, signal) {
    const parameters = { metric_name: this.#metrics, start_time: new Date(from).toISOString(), order: "desc", limit: PAGE };
    let cursor;
    do {
      const page = await get(`/api/v1/gpus/${encodeURIComponent(uuid)}/telemetry`, { ...parameters, cursor }, signal);
      page.data.forEach((row) => this.#add(row));
      cursor = page.next_cursor;
    } while (cursor);
  }

  #add(row) {
    const key = keyOf(row);
    if (!this.#series.has(key)) {
      this.#series.set(key, { uuid: row.uuid, metric: row.metric_name, instance: instance(row), points: new Map() });
    }
    this.#series.get(key).points.set(row.timestamp, { x: Date.parse(row.timestamp), y: row.value });
  }

  /** The lines of a metric, each with its GPU, instance and points by time, holes left open. */
  lines(metricName, factor) {
    const lines = [];
    for (const { uuid, metric, instance, points } of this.#series.values()) {
      if (metric === metricName && points.size > 0) {
        const sorted = [...points.values()].sort((a, b) => a.x - b.x);
        lines.push({ uuid, instance, points: withHoles(sorted, factor) });
      }
    }
    return lines;
  }
}

/** A text for each series: names and values may hold anything, so nothing is joined by hand. */
function keyOf(row) {
  const labels = Object.entries(row.labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([row.uuid, row.metric_name, row.mig_instance, labels]);
}

/** Two neighbours that are much further apart than usual get a gap between them, not a line. */
function withHoles(points, factor) {
  const gaps = points.slice(1).map((point, i) => point.x - points[i].x).sort((a, b) => a - b);
  const usual = gaps[Math.floor((gaps.length - 1) * 0.9)] ?? 0;
  const hole = Math.max(1500, usual * 2.5);
  const shown = [];
  points.forEach((point, i) => {
    if (i > 0 && point.x - points[i - 1].x > hole) {
      shown.push({ x: (point.x + points[i - 1].x) / 2, y: NaN });
    }
    shown.push({ x: point.x, y: point.y === null ? NaN : point.y * factor });
  });
  return shown;
}
