// How metrics, times and numbers are shown.

const GIB = 1 / 1024;

/** What operators look at first; `domain` is the range of the colours. */
const KNOWN = {
  DCGM_FI_DEV_GPU_UTIL: { label: "Utilisation", domain: [0, 100], ramp: "load" },
  DCGM_FI_DEV_GPU_TEMP: { label: "Temperature", domain: [25, 85], ramp: "heat" },
  DCGM_FI_DEV_POWER_USAGE: { label: "Power", domain: [0, 700], ramp: "heat" },
  DCGM_FI_DEV_FB_USED: { label: "Memory used", domain: [0, 80], ramp: "load" },
  DCGM_FI_DEV_FB_FREE: { label: "Memory free" },
  DCGM_FI_DEV_FB_TOTAL: { label: "Memory total" },
  DCGM_FI_DEV_MEM_COPY_UTIL: { label: "Memory utilisation", domain: [0, 100], ramp: "load" },
  DCGM_FI_DEV_MEMORY_TEMP: { label: "Memory temperature", domain: [25, 95], ramp: "heat" },
  DCGM_FI_DEV_SM_CLOCK: { label: "SM clock" },
  DCGM_FI_DEV_MEM_CLOCK: { label: "Memory clock" },
  DCGM_FI_DEV_ENC_UTIL: { label: "Encoder", domain: [0, 100], ramp: "load" },
  DCGM_FI_DEV_DEC_UTIL: { label: "Decoder", domain: [0, 100], ramp: "load" },
};

/** The four that the fleet is coloured by, and that a host shows. */
export const MAIN_METRICS = Object.keys(KNOWN).slice(0, 4);

const UNITS = { percent: "%", MiB: "GiB", mJ: "kJ" };
const FACTORS = { MiB: GIB, mJ: 1e-6 };

/** Label, unit, factor from the stored value, colours of a metric by its name and stored unit. */
export function metric(name, unit = "") {
  const known = Object.hasOwn(KNOWN, name) ? KNOWN[name] : {};
  return {
    name,
    label: known.label ?? plain(name),
    unit: UNITS[unit] ?? unit,
    factor: FACTORS[unit] ?? 1,
    domain: known.domain,
    ramp: known.ramp ?? "load",
  };
}

function plain(name) {
  const rest = name.replace(/^DCGM_FI_(DEV|PROF)_/, "").replaceAll("_", " ").toLowerCase();
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}

/** Known metrics first, in their order, then the others by name. */
export function byImportance(a, b) {
  const names = Object.keys(KNOWN);
  const place = (name) => (names.includes(name) ? names.indexOf(name) : names.length);
  return place(a) - place(b) || a.localeCompare(b);
}

/** What tells a row apart from others of its GPU and metric: a part of the GPU, a link; mostly empty. */
export function instance({ mig_instance: mig, labels }) {
  const named = Object.entries(labels).map(([name, text]) => `${name} ${text}`);
  return [...(mig ? [`instance ${mig}`] : []), ...named].join(", ");
}

/** A stored value in the unit that is shown; short for a cell, else with a decimal where it helps. */
export function value(stored, metricView, short = false) {
  if (stored === null || stored === undefined) {
    return "–";
  }
  const shown = stored * metricView.factor;
  const digits = short || Number.isInteger(shown) || Math.abs(shown) >= 1000 ? 0 : 1;
  return shown.toLocaleString("en", { maximumFractionDigits: digits, minimumFractionDigits: short ? 0 : digits });
}

export function count(number) {
  return number.toLocaleString("en");
}

/** A length of time, short: 0.4 s, 12 s, 3 min, 5 h, 2 d. */
export function duration(seconds) {
  if (seconds < 10) {
    return `${Math.max(0, seconds).toFixed(1)} s`;
  }
  const [size, unit] = seconds < 120 ? [1, "s"] : seconds < 7200 ? [60, "min"] : seconds < 172800 ? [3600, "h"] : [86400, "d"];
  return `${Math.floor(seconds / size)} ${unit}`;
}

/** The same for a cell: 12s, 3m, 5h, 2d. */
export function tiny(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  return whole < 100 ? `${whole}s` : whole < 5400 ? `${Math.round(whole / 60)}m` : whole < 172800 ? `${Math.round(whole / 3600)}h` : `${Math.round(whole / 86400)}d`;
}

export function clock(millis, seconds = true) {
  return new Date(millis).toLocaleTimeString("en-GB", seconds ? {} : { hour: "2-digit", minute: "2-digit" });
}

export function moment(text) {
  const date = new Date(text);
  const today = new Date().toDateString() === date.toDateString();
  return today ? clock(date) : `${date.toLocaleDateString("en-CA")} ${clock(date)}`;
}

/** With its date, whichever day it was. */
export function dated(text) {
  const date = new Date(text);
  return `${date.toLocaleDateString("en-CA")} ${clock(date)}`;
}

/** A rate with three digits at most: 0.5, 12, 1.2 k, 3.4 M. */
export function rate(perSecond) {
  const [size, unit] = perSecond >= 1e6 ? [1e6, " M"] : perSecond >= 1e4 ? [1e3, " k"] : [1, ""];
  return (perSecond / size).toLocaleString("en", { maximumSignificantDigits: 3 }) + unit;
}

export function bytes(size) {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  const power = size < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(size) / 10));
  return `${(size / 1024 ** power).toLocaleString("en", { maximumSignificantDigits: 3 })} ${units[power]}`;
}
