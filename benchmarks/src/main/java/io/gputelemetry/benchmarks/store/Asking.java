package io.gputelemetry.benchmarks.store;

import io.gputelemetry.benchmarks.store.ask.Question;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * How often a question is asked, each time about something else; the first ones only warm up.
 *
 * @param times at least so often
 * @param time and at least so long
 */
record Asking(int times, Duration time) {
  private static final int WARM_UP = 4;

  /** Asks and checks every answer; the durations are those of asking alone. */
  Durations measure(Supplier<Question> questions) {
    for (int i = 0; i < Math.max(1, times / WARM_UP); i++) {
      long _ = ask(questions.get());
    }
    Durations durations = new Durations();
    long start = System.nanoTime();
    while (durations.size() < times || System.nanoTime() - start < time.toNanos()) {
      durations.add(ask(questions.get()));
    }
    return durations;
  }

  private static long ask(Question question) {
    long start = System.nanoTime();
    question.ask();
    long nanos = System.nanoTime() - start;
    question.check();
    return nanos;
  }
}
