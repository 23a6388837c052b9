package io.gputelemetry.broker.ledger;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The producers of a topic, the least recently heard of first. There is a bound; beyond it that one
 * is forgotten, which is counted: a repeat of its batches would not be recognised.
 */
public final class Producers {

  /** One of them. */
  public static final class Known {
    private int epoch;
    private AppendedBatches batches;

    private Known(int epoch, AppendedBatches batches) {
      this.epoch = epoch;
      this.batches = batches;
    }

    /** The highest epoch that appended. */
    public int epoch() {
      return epoch;
    }

    /** What it appended in this epoch. */
    public AppendedBatches batches() {
      return batches;
    }
  }

  private final int bound;
  private final LinkedHashMap<Long, Known> byId = new LinkedHashMap<>();
  private long forgotten;

  Producers(int bound) {
    this.bound = bound;
  }

  /** Looks one up; does not count as hearing of it. */
  public Optional<Known> find(long id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** How many are remembered. */
  public int size() {
    return byId.size();
  }

  /** How many were forgotten since the broker started. */
  public long forgotten() {
    return forgotten;
  }

  void appended(long id, int epoch, long number, long offset) {
    Known known = byId.get(id);
    if (known == null) {
      known = new Known(epoch, new AppendedBatches());
    } else if (known.epoch < epoch) {
      known.epoch = epoch;
      known.batches = new AppendedBatches();
    }
    known.batches.add(number, offset);
    byId.putLast(id, known);
    if (byId.size() > bound) {
      byId.pollFirstEntry();
      forgotten++;
    }
  }

  void encode(StateWriter out) {
    out.number(byId.size());
    for (Map.Entry<Long, Known> entry : byId.entrySet()) {
      out.number(entry.getKey()).number(entry.getValue().epoch & 0xFFFF_FFFFL);
      entry.getValue().batches.encode(out);
    }
  }

  void decode(ByteBuffer source) {
    byId.clear();
    int count = StateFormat.count(source, Integer.MAX_VALUE);
    for (int i = 0; i < count; i++) {
      long id = StateFormat.number(source);
      int epoch = (int) StateFormat.number(source);
      byId.put(id, new Known(epoch, AppendedBatches.decode(source)));
    }
  }
}
