// Repeats a task about once a second: not while the tab is hidden, less often while the API is away,
// and not faster than answers come.

import { Refused } from "./api.js";

const PERIOD = 1000;
const LONGEST_WAIT = 5000;

export class Poller {
  #task;
  #tell;
  #abort = new AbortController();
  #failures = 0;
  #timer;
  #running = false;
  #onVisibility = () => this.#visibilityChanged();

  /** `task(signal, again)`: `again` says that there was a pause, so more may have changed. */
  constructor(task, tell) {
    this.#task = task;
    this.#tell = tell;
    document.addEventListener("visibilitychange", this.#onVisibility);
    this.#run(false);
  }

  stop() {
    document.removeEventListener("visibilitychange", this.#onVisibility);
    clearTimeout(this.#timer);
    this.#abort.abort();
  }

  /** Does not wait for the next turn. */
  now() {
    clearTimeout(this.#timer);
    this.#run(false);
  }

  #visibilityChanged() {
    if (document.hidden) {
      clearTimeout(this.#timer);
      this.#tell("paused");
    } else {
      this.#run(true);
    }
  }

  async #run(paused) {
    if (this.#running || this.#abort.signal.aborted) {
      return;
    }
    this.#running = true;
    const began = performance.now();
    try {
      await this.#task(this.#abort.signal, paused || this.#failures > 0);
      this.#failures = 0;
      this.#tell(document.hidden ? "paused" : "live");
    } catch (problem) {
      if (!this.#abort.signal.aborted) {
        this.#failures++;
        this.#tell(stateOf(problem), problem);
      }
    }
    this.#running = false;
    this.#schedule(performance.now() - began);
  }

  #schedule(took) {
    clearTimeout(this.#timer);
    if (this.#abort.signal.aborted || document.hidden) {
      return;
    }
    const usual = Math.max(PERIOD - took, took * 2, 50);
    const wait = this.#failures === 0
      ? usual
      : Math.min(LONGEST_WAIT, PERIOD * 2 ** (this.#failures - 1)) * (0.8 + Math.random() * 0.4);
    this.#timer = setTimeout(() => this.#run(false), wait);
  }
}

function stateOf(problem) {
  if (problem instanceof Refused) {
    return problem.status === 401 ? "locked" : "refused";
  }
  // What fetch says when nobody answers, not in time, or the answer breaks off; anything else is a fault of this page.
  const away = ["TimeoutError", "AbortError"].includes(problem.name) || problem instanceof SyntaxError
    || (problem instanceof TypeError && /fetch|network|load/i.test(problem.message));
  if (!away) {
    console.error(problem);
  }
  return "away";
}
