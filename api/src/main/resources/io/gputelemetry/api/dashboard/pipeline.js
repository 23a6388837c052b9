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
  const streamers = state.processes.filter((one) => one.role.includes("streamer"));
  const collectors = state.processes.filter((one) => one.role.includes("collector"));
  const worst = state.topics.flatMap((topic) => topic.groups).sort((a, b) => b.lag - a.lag)[0];
  const published = sum(state.topics, (topic) => topic.samples_published);
  const perSecond = sum(state.topics, (topic) => topic.samples_per_second);
  const refused = sum(state.topics, (topic) => topic.duplicates_refused);
  return el("ol", { class: "flow", "aria-label": "Flow" },
    box("Streamers", format.count(streamers.length), "connected"),
    box("Queue", `${format.rate(perSecond)}/s`, `${format.count(published)} samples, ${format.count(refused)} repeats refused`),
    box("Lag", worst ? `${format.count(worst.lag)}` : "–", worst ? `messages, ${seconds(worst.lag_seconds)}` : "no group yet"),
    box("Collectors", format.count(collectors.length), "connected"),
    storeBox(state));
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
  return table("Processes", ["Role", "Instance", "Source", "Address", "Connected", "Reported", "Rates, per second", "Counters", "Dropped", "Problem"],
    all.map((one) => [one.role, one.instance || "no name", one.source || "–", one.address, one.connected_at && format.moment(one.connected_at), one.reported_at && format.moment(one.reported_at),
      pairs(one.rates, format.rate), pairs(one.counters, format.count), one.dropped ?? 0, one.problem || "none"]));
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
  const topicRows = topics.map((topic) => [topic.topic, topic.first_offset, topic.end_offset, right(format.bytes(topic.bytes)), topic.samples_published, topic.samples_per_second, topic.duplicates_refused]);
  return el("div", {},
    table("Topics", ["Topic", "First offset", "End offset", "On disk", "Samples published", "Samples/s", "Repeats refused"], topicRows),
    table("Groups", ["Topic", "Group", "Committed", "Lag, messages", "Lag, time", "In flight", "Redelivered", "Expired", "Members"], rows));
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
    : table("Dropped", ["Where", "Reason", "Count", "First", "Last", "What"],
      all.map((one) => [one.where, one.reason.replaceAll("_", " "), one.count, time(one.first_at), time(one.last_at), range(one)]));
}

/** Which of them, where that is known. */
function range({ first_offset: first, end_offset: end, events_before: before }) {
  if (before) {
    return `all with event times before ${format.moment(before)}`;
  }
  return typeof end === "number" ? `last, offsets ${format.count(first)} to ${format.count(end - 1)}` : "–";
}

function time(text) {
  return text ? el("time", { datetime: text, title: text }, format.moment(text)) : "–";
}

function right(text) {
  return el("span", { class: "number" }, text);
}

function seconds(lag) {
  return lag === null || lag === undefined ? "–" : format.duration(lag);
}

function sum(list, number) {
  return list.reduce((total, one) => total + (number(one) ?? 0), 0);
}
