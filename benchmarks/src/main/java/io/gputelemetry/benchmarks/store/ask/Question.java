package io.gputelemetry.benchmarks.store.ask;

/** One question with one right answer. Only asking is timed. */
public interface Question {
  /** Asks and keeps the answer. */
  void ask();

  /** Compares the answer with the model's; throws {@link WrongAnswerException}. */
  void check();
}
