// Line charts over a window of time, made with Chart.js (a global of its own script). The time axis is
// a linear one with ticks at round times.

import { clock } from "./format.js";

const HUES = [250, 150, 60, 20, 310, 195, 100, 340];
const TICK_STEPS = [5_000, 15_000, 60_000, 120_000, 300_000, 600_000];
const dark = matchMedia("(prefers-color-scheme: dark)");

function colours() {
  const style = getComputedStyle(document.documentElement);
  const named = (name) => style.getPropertyValue(name).trim();
  return { grid: named("--line"), text: named("--soft"), lightness: dark.matches ? 0.75 : 0.55 };
}

export class LineChart {
  #chart;
  #metric;
  #onScheme = () => this.#recolour();

  constructor(canvas, metric, legend) {
    this.#metric = metric;
    this.#chart = new Chart(canvas, { type: "line", data: { datasets: [] }, options: options(metric, legend) });
    this.#recolour();
    dark.addEventListener("change", this.#onScheme);
  }

  /** Shows lines `{label, place, points}` from one time to another. */
  update(lines, from, to) {
    const { datasets } = this.#chart.data;
    lines.forEach((line, i) => {
      datasets[i] = Object.assign(datasets[i] ?? { pointRadius: 0, pointHitRadius: 6, borderWidth: 1.5, spanGaps: false },
        { label: line.label, place: line.place, data: line.points });
    });
    datasets.length = lines.length;
    const { x } = this.#chart.options.scales;
    Object.assign(x, { min: from, max: to });
    this.#paint();
    this.#chart.update("none");
  }

  close() {
    dark.removeEventListener("change", this.#onScheme);
    this.#chart.destroy();
  }

  #paint() {
    const { lightness } = colours();
    for (const line of this.#chart.data.datasets) {
      // The index of a GPU that has none is below 0.
      const hue = HUES.at(line.place % HUES.length);
      line.borderColor = line.backgroundColor = `oklch(${lightness} 0.14 ${hue})`;
      // Eight colours are hard to tell apart for many, so every other line is dashed.
      line.borderDash = line.place % 2 ? [5, 3] : [];
    }
  }

  #recolour() {
    const { grid, text } = colours();
    for (const axis of Object.values(this.#chart.options.scales)) {
      axis.grid.color = grid;
      axis.border.color = grid;
      axis.ticks.color = text;
    }
    this.#chart.options.plugins.legend.labels.color = text;
    this.#paint();
    this.#chart.update("none");
  }
}

function options(metric, legend) {
  return {
    animation: false,
    parsing: false,
    normalized: true,
    responsive: true,
    maintainAspectRatio: false,
    interaction: { mode: "nearest", axis: "x", intersect: false },
    plugins: {
      legend: { display: legend, position: "bottom", labels: { boxWidth: 18, boxHeight: 1, padding: 8, font: { size: 11 } } },
      tooltip: {
        callbacks: {
          title: ([item]) => (item ? clock(item.parsed.x) : ""),
          label: (item) => `${item.dataset.label}: ${item.parsed.y.toLocaleString("en", { maximumFractionDigits: 1 })} ${metric.unit}`,
        },
      },
    },
    scales: {
      x: { type: "linear", grid: {}, border: {}, afterBuildTicks: roundTimes,
        ticks: { callback: (millis) => clock(millis, millis % 60_000 !== 0), maxRotation: 0, font: { size: 11 } } },
      y: { grid: {}, border: {}, beginAtZero: metric.domain?.[0] === 0, grace: "5%",
        ...(metric.unit === "%" ? { max: 100, grace: 0 } : {}),
        ticks: { maxTicksLimit: 5, font: { size: 11 } } },
    },
  };
}

function roundTimes(axis) {
  const step = TICK_STEPS.find((each) => (axis.max - axis.min) / each <= 6) ?? TICK_STEPS.at(-1);
  axis.ticks = [];
  for (let time = Math.ceil(axis.min / step) * step; time <= axis.max; time += step) {
    axis.ticks.push({ value: time });
  }
}
