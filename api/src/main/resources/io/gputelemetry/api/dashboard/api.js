// Reads the API. With a token it is kept for this tab only.

const TOKEN = "gpu-telemetry-token";
const PAGE = 1000;
/** An API that has not answered by then is taken to be away; one that is frozen would never. */
const DEADLINE = 10_000;

/** The API answered, but not with what was asked for. */
export class Refused extends Error {
  constructor(status, detail) {
    super(detail || `the API answered ${status}`);
    this.status = status;
  }
}

export function keepToken(token) {
  sessionStorage.setItem(TOKEN, token);
}

/** Whether a token was presented with the requests so far. */
export function hasToken() {
  return sessionStorage.getItem(TOKEN) !== null;
}

function query(parameters) {
  const pairs = Object.entries(parameters)
    .flatMap(([name, value]) => [value].flat().map((one) => [name, one]))
    .filter(([, value]) => value !== undefined && value !== null);
  return pairs.length === 0 ? "" : `?${new URLSearchParams(pairs)}`;
}

/** One answer as JSON; throws Refused, or what fetch throws when nobody answers, or not in time. */
export async function get(path, parameters, signal) {
  const token = sessionStorage.getItem(TOKEN);
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  const ended = AbortSignal.any([signal, AbortSignal.timeout(DEADLINE)]);
  const answer = await fetch(path + query(parameters), { headers, signal: ended, cache: "no-store" });
  if (!answer.ok) {
    const problem = await answer.json().catch(() => ({}));
    throw new Refused(answer.status, problem.detail);
  }
  return answer.json();
}

/** All pages of a list as one; what else the last page says comes with it. */
export async function all(path, parameters, signal) {
  const data = [];
  let cursor;
  while (true) {
    const page = await get(path, { limit: PAGE, ...parameters, cursor }, signal);
    data.push(...page.data);
    if (!page.has_more) {
      return { ...page, data };
    }
    cursor = page.next_cursor;
  }
}
