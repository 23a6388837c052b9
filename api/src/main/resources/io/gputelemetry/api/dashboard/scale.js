// Values as places on a scale of colours, and its legend. The colours are in the style sheet: their
// lightness follows the value evenly, so that equal steps look equal, in both colour schemes.

import { el } from "./dom.js";

const STEPS = 24;

/** The range of the colours in shown units: the metric's own, or 0 to a round number above all. */
export function domain(metricView, shownValues) {
  if (metricView.domain) {
    return metricView.domain;
  }
  const largest = shownValues.reduce((a, b) => Math.max(a, b), 0);
  const power = 10 ** Math.floor(Math.log10(largest || 1));
  return [0, [1, 2, 2.5, 5, 10].map((n) => n * power).find((top) => top >= largest) ?? 1];
}

/** From 0 to 1, in steps, so that a cell is not repainted for nothing. */
export function place(shown, [low, high]) {
  const share = (shown - low) / (high - low);
  return Math.round(Math.min(1, Math.max(0, share)) * 50) / 50;
}

export function legend(metricView, [low, high]) {
  const bar = el("span", { class: "bar", "data-ramp": metricView.ramp, "aria-hidden": "true" });
  for (let i = 0; i < STEPS; i++) {
    const step = el("i");
    step.style.setProperty("--t", i / (STEPS - 1));
    bar.append(step);
  }
  return el("div", { class: "legend" },
    el("span", {}, `${low}`), bar, el("span", {}, `${high} ${metricView.unit}`),
    el("span", { class: "key" }, el("i", { class: "cell silent", "aria-hidden": "true" }, "‖"), "silent, since"),
    el("span", { class: "key" }, el("i", { class: "cell missing", "aria-hidden": "true" }), "missing"));
}
