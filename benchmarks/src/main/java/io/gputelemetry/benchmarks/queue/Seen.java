package io.gputelemetry.benchmarks.queue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Which messages one consumer got; together they must be all, each once. */
final class Seen {
  private final int bodyBytes;
  private final List<BitSet> byProducer = new ArrayList<>();
  private long count;
  private long wrong;
  private long twice;

  Seen(int producers, int bodyBytes) {
    this.bodyBytes = bodyBytes;
    for (int i = 0; i < producers; i++) {
      byProducer.add(new BitSet());
    }
  }

  void add(ByteBuffer buffer, int at, int length) {
    count++;
    int producer = Body.producer(buffer, at);
    if (length != bodyBytes || producer < 0 || producer >= byProducer.size()) {
      wrong++;
      return;
    }
    BitSet numbers = byProducer.get(producer);
    int number = Body.number(buffer, at);
    if (numbers.get(number)) {
      twice++;
    }
    numbers.set(number);
  }

  long count() {
    return count;
  }

  /** Ends the run if anything is missing, wrong or there twice. */
  static void requireAll(List<Seen> consumers, int producers, int each) {
    long wrong = 0;
    long twice = 0;
    long distinct = 0;
    for (int producer = 0; producer < producers; producer++) {
      BitSet all = new BitSet(each);
      for (Seen seen : consumers) {
        BitSet numbers = seen.byProducer.get(producer);
        if (all.intersects(numbers)) {
          twice++;
        }
        all.or(numbers);
      }
      distinct += all.cardinality();
    }
    for (Seen seen : consumers) {
      wrong += seen.wrong;
      twice += seen.twice;
    }
    if (wrong > 0 || twice > 0 || distinct != (long) producers * each) {
      throw new IllegalStateException(
          "%d of %d messages came, %d wrong, %d twice"
              .formatted(distinct, (long) producers * each, wrong, twice));
    }
  }
}
