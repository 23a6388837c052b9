package io.gputelemetry.remote;

import io.gputelemetry.store.StoreException;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

/** A long answer, chunk by chunk. */
final class Pages {
  private Pages() {}

  /**
   * One chunk of it.
   *
   * @param more whether there is more behind it that is asked for
   */
  record Page<T>(boolean more, List<T> elements) {
    T last() {
      return elements.getLast();
    }

    /** What is left of a limit. */
    int left(int limit) {
      if (elements.size() >= limit) {
        throw new StoreException("the store answered with more than was asked for", true);
      }
      return limit - elements.size();
    }
  }

  /**
   * Hands out all elements until the sink answers false.
   *
   * @param ask for the first chunk of what is left
   * @param next what is left behind a chunk
   * @throws StoreException if a chunk does not come; what was handed out before is not all there is
   */
  static <Q, T> void each(
      Q query, Function<Q, Page<T>> ask, BiFunction<Q, Page<T>, Q> next, Predicate<T> sink) {
    for (Q rest = query; ; ) {
      Page<T> page = ask.apply(rest);
      for (T element : page.elements()) {
        if (!sink.test(element)) {
          return;
        }
      }
      if (!page.more()) {
        return;
      }
      if (page.elements().isEmpty()) {
        throw new StoreException("the store announced more and sent nothing", true);
      }
      rest = next.apply(rest, page);
    }
  }
}
