// The way of the samples: streamers, queue, collectors, store; with rates, lag and what was dropped.

import { get, Refused } from "./api.js";
import { el, table, words } from "./dom.js";
import * as format from "./format.js";
import { Poller } from "./poll.js";

export class PipelineView {
  element = el("section", { class: "pipeline", "aria-label": "Pipeline" }, el("p", { class: "loading" }, "Loading…"));
  #poller;

  constructor(route, tell) {
    this.#poller = new Poller((signal) => this.#read(signal), tell);
  }

  close() {
    this.#poller.stop();
  }

  changed() {}

  async #read(signal) {
    try {
      this.#show(await get("/api/v1/pipeline", {}, signal));
    } catch (problem) {
      if (!(problem instanceof Refused && [404, 503].includes(problem.status))) {
        throw problem;
      }
      this.element.replaceChildren(words("Pipeline", problem.status === 404
        ? "This API does not tell about the pipeline: it runs without a queue to ask, or is older than this page."
        : `The pipeline cannot be described now: ${problem.message}. This page asks again by itself.`));
    }
  }

  #show(state) {
    const tables = state.queue_reachable ? [processes(state), groups(state), sequences(state), drops(state)] : [];
    this.element.replaceChildren(
      el("h1", {}, "Pipeline"),
      ...(state.queue_reachable && !state.problem ? [] : [el("p", { class: "banner", role: "alert" }, trouble(state))]),
      flow(state), ...tables);
  }
}

function trouble(state) {
  const what = state.queue_reachable ? "The pipeline is not whole" : "The queue cannot be reached, so nothing is known of it";
  return state.problem ? `${what}: ${state.problem}` : `${what}.`;
}

function flow(state) {
  if (!state.queue_reachable) {
    const unknown = ["Streamers", "Queue", "Lag", "Collectors"].map((title) => box(title, "–", "unknown"));
    return el("ol", { class: "flow", "aria-label": "Flow" }, ...unknown, storeBox(state));
  }
  const topic = mainTopic(state);
  const group = topic && (topic.groups.find((one) => one.group === "collectors") ?? topic.groups.toSorted((a, b) => b.lag - a.lag)[0]);
  return el("ol", { class: "flow", "aria-label": "Flow" },
    processBox("Streamers", state, "streamer"),
    topic ? box("Queue", `${format.rate(topic.samples_per_second)}/s`, `${format.count(topic.samples_published)} samples, ${format.count(topic.duplicates_refused)} repeated batches refused`)
      : box("Queue", "–", "no topic yet"),
    group ? box("Lag", format.count(group.lag), `messages of ${group.group}, ${seconds(group.lag_seconds)}`) : box("Lag", "–", "no group yet"),
    processBox("Collectors", state, "collector"),
    storeBox(state));
}

/** The one that the samples go through: others are for tests, or hold dead letters. */
function mainTopic({ topics }) {
  return topics.find((one) => one.topic === "telemetry") ?? topics.toSorted((a, b) => b.samples_published - a.samples_published)[0];
}

function processBox(title, { processes: all }, role) {
  const these = all.filter((one) => one.role.includes(role));
  const troubled = these.filter((one) => one.problem).length;
  return box(title, format.count(these.length), troubled === 0 ? "connected" : el("span", { class: "problem" }, `connected, ${format.count(troubled)} with a problem`));
}

function storeBox({ store }) {
  return store
    ? box("Store", format.count(store.samples), `samples, ${format.count(store.duplicates)} repeats, ${format.count(store.conflicts)} conflicts`)
    : box("Store", "–", "does not answer");
}

function box(title, figure, note) {
  return el("li", {}, el("h2", {}, title), el("strong", {}, figure), el("small", {}, note));
}

function processes({ processes: all }) {
  if (all.length === 0) {
    return el("p", { class: "none" }, "No process has reported to the queue yet.");
  }
  return table("Processes", ["Role", "Instance", "Problem", "Source", "Rates, per second", "Counters", "Dropped", "Reported", "Connected", "Address"],
    all.map((one) => [one.role, one.instance || "no name", one.problem ? el("span", { class: "problem" }, one.problem) : "none", one.source || "–",
      pairs(one.rates, format.rate), pairs(one.counters, format.count), dropped(one),
      one.reported_at && format.moment(one.reported_at), one.connected_at && format.moment(one.connected_at), one.address]));
}

/** By what is counted: scrapes and lines are no samples. */
function dropped({ dropped_by_unit: units = {} }) {
  const some = Object.entries(units).map(([unit, count]) => `${format.count(count)} ${unit}`);
  return right(some.join(", ") || "0");
}

/** Names with their numbers; those that are nothing are left out. */
function pairs(numbers, shown) {
  const some = Object.entries(numbers ?? {}).filter(([, number]) => number > 0);
  if (some.length === 0) {
    return "–";
  }
  return el("span", { class: "pairs" }, ...some.map(([name, number]) => el("span", {}, `${name.replaceAll("_", " ")} ${shown(number)}`)));
}

function groups({ topics }) {
  const rows = topics.flatMap((topic) => topic.groups.map((group) => [topic.topic, group.group, group.committed, group.lag, right(seconds(group.lag_seconds)), group.in_flight, group.redelivered, group.expired, [group.members].flat().join(", ") || "none"]));
  const topicRows = topics.map((topic) => [topic.topic, topic.first_offset, topic.end_offset, right(onDisk(topic)), topic.samples_published, topic.samples_per_second, topic.duplicates_refused]);
  return el("div", {},
    table("Topics", ["Topic", "First offset", "End offset", "On disk", "Samples published", "Samples/s", "Repeated batches refused"], topicRows),
    table("Groups", ["Topic", "Group", "Committed", "Lag, messages", "Lag, time", "In flight", "Redelivered", "Expired", "Members"], rows));
}

function onDisk({ bytes, max_bytes: most }) {
  return most ? `${format.bytes(bytes)} of ${format.bytes(most)}` : format.bytes(bytes);
}

function sequences({ topics }) {
  const rows = topics.flatMap((topic) => topic.sequences.map((one) => [topic.topic, one.sequence, one.rows, pass(one), one.finished ? "–" : one.next_row, one.completed_rows, one.outstanding]));
  return rows.length === 0 ? el("p", { class: "none" }, "No file is shared by a sequence.")
    : table("Sequences", ["Topic", "Sequence", "Rows", "Pass", "Next row", "Rows done", "Outstanding"], rows);
}

/** As people count: 4 of 4, finished. */
function pass({ pass_number: number, passes, finished }) {
  return `${format.count(number)} of ${passes === 0 ? "endless" : format.count(passes)}${finished ? ", finished" : ""}`;
}

function drops({ drops: all }) {
  return all.length === 0 ? el("p", { class: "none" }, "Nothing was dropped.")
    : dropTable(all);
}

function dropTable(all) {
  const which = all.map(range);
  const heads = ["Where", "Role", "Reason", "Count", "First", "Last", ...(which.some(Boolean) ? ["Which"] : [])];
  return table("Dropped", heads, all.map((one, i) => [one.where, one.role, one.reason.replaceAll("_", " "), right(`${format.count(one.count)} ${one.unit}`),
    time(one.first_at), time(one.last_at), ...(heads.length > 6 ? [which[i] ?? "–"] : [])]));
}

/** Which of them, where that is known. */
function range({ first_offset: first, end_offset: end, events_before: before }) {
  if (before) {
    return `all with event times before ${format.moment(before)}`;
  }
  return typeof end === "number" ? `last, offsets ${format.count(first)} to ${format.count(end - 1)}` : undefined;
}

function time(text) {
  return text ? el("time", { datetime: text, title: text }, format.dated(text)) : "–";
}

function right(text) {
  return el("span", { class: "number" }, text);
}

function seconds(lag) {
  return lag === null || lag === undefined ? "–" : format.duration(lag);
}
