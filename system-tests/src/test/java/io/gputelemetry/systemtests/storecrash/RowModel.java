package io.gputelemetry.systemtests.storecrash;

import io.gputelemetry.store.StoredSample;
import io.gputelemetry.store.WriteReceipt;
import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.Series;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a store must hold, may hold, and must not hold, by what its writers said before they were
 * killed. Between two kills it learns what was offered and acknowledged; then {@link #settle}
 * compares that with what is stored, and from there on that is certain.
 */
final class RowModel {
  private static final long NOT_SEEN = Long.MIN_VALUE;
  private static final int SHOWN = 5;

  private Map<Key, Certain> certain = new HashMap<>();
  private final Map<Key, Set<Row>> offered = new HashMap<>();
  private final Set<Key> acknowledged = new HashSet<>();
  private final Map<Long, Sending> inFlight = new TreeMap<>();
  private long askedExpiry = Long.MIN_VALUE;
  private final Set<Key> sentSinceAsked = new HashSet<>();

  private record Key(Series series, long eventTime) {
    /** The last microsecond that can be in one file with it. */
    long dayEnd() {
      long day = StoreWriterProcess.WINDOWS.dayMicros();
      return eventTime - Math.floorMod(eventTime, day) + day - 1;
    }

    @Override
    public String toString() {
      return series.metric() + " of " + series.uuid() + " at " + eventTime;
    }
  }

  private record Row(SeriesIdentity identity, long sourceTime, long bits) {
    @Override
    public String toString() {
      double value = Double.longBitsToDouble(bits);
      return value + " from " + sourceTime + " in " + identity.attribution().pod();
    }
  }

  /** A row and when it was accepted, which is known once it was seen. */
  private record Certain(Row row, long ingestedAt) {
    boolean isStill(Certain now) {
      return row.equals(now.row) && (ingestedAt == NOT_SEEN || ingestedAt == now.ingestedAt);
    }

    @Override
    public String toString() {
      return row + (ingestedAt == NOT_SEEN ? "" : " accepted at " + ingestedAt);
    }
  }

  /** A batch under way: the first row of each key, and those keys that were not there for sure. */
  private record Sending(long number, int size, Map<Key, Row> rows, Set<Key> unsure) {}

  void sent(long id, long number, SampleBatch batch) {
    Map<Key, Row> rows = rowsOf(batch);
    Set<Key> unsure = new HashSet<>(rows.keySet());
    unsure.removeIf(certain::containsKey);
    sentSinceAsked.addAll(rows.keySet());
    rows.forEach((key, row) -> offered.computeIfAbsent(key, _ -> new HashSet<>()).add(row));
    inFlight.put(id, new Sending(number, batch.size(), rows, unsure));
  }

  private static Map<Key, Row> rowsOf(SampleBatch batch) {
    Map<Key, Row> rows = new HashMap<>();
    for (int i = 0; i < batch.size(); i++) {
      SeriesIdentity identity = batch.dictionary().get(batch.series(i));
      long bits = Double.doubleToRawLongBits(batch.value(i));
      rows.putIfAbsent(
          new Key(identity.series(), batch.eventTime(i)),
          new Row(identity, batch.sourceTime(i), bits));
    }
    return rows;
  }

  /** All rows of the batch are there from now on; which, where two writers raced, is seen later. */
  void stored(long id, WriteReceipt receipt) {
    Sending sending = inFlight.remove(id);
    if (sending == null) {
      throw new AssertionError("a receipt for nothing: " + receipt);
    }
    int sum = receipt.stored() + receipt.duplicates() + receipt.conflicts();
    long most =
        sending.rows.keySet().stream()
            .filter(key -> sending.unsure.contains(key) || isExpirable(key))
            .count();
    if (sum != sending.size || receipt.stored() > most) {
      throw new AssertionError(
          "batch %d of %d rows, at most %d of them new: %s"
              .formatted(sending.number, sending.size, most, receipt));
    }
    for (Map.Entry<Key, Row> each : sending.rows.entrySet()) {
      acknowledged.add(each.getKey());
      if (offered.getOrDefault(each.getKey(), Set.of()).size() == 1) {
        certain.putIfAbsent(each.getKey(), new Certain(each.getValue(), NOT_SEEN));
      }
    }
  }

  /** From now on rows that are older may go. */
  void expiryAsked(long olderThanMicros) {
    askedExpiry = Math.max(askedExpiry, olderThanMicros);
    sentSinceAsked.clear();
    inFlight.values().forEach(sending -> sentSinceAsked.addAll(sending.rows.keySet()));
  }

  /** If any went, all went whose day was over by then, and must not come back by themselves. */
  void expired(long olderThanMicros, long removed) {
    if (removed > 0) {
      Predicate<Key> isGone =
          key -> key.dayEnd() < olderThanMicros && !sentSinceAsked.contains(key);
      certain.keySet().removeIf(isGone);
      offered.keySet().removeIf(isGone);
      acknowledged.removeIf(isGone);
    }
  }

  private boolean isExpirable(Key key) {
    return key.eventTime < askedExpiry;
  }

  /** Rows that are certain; after {@link #settle}, all that are stored. */
  int size() {
    return certain.size();
  }

  /** Numbers of the batches that were sent and not acknowledged. */
  List<Long> unacknowledged() {
    return inFlight.values().stream().map(Sending::number).toList();
  }

  /** Compares with all that is stored; throws an {@link AssertionError} that says what is wrong. */
  void settle(List<StoredSample> stored) {
    Map<Key, Certain> seen = new HashMap<>();
    List<String> wrong = new ArrayList<>();
    for (StoredSample sample : stored) {
      Key key = new Key(sample.identity().series(), sample.eventTimeMicros());
      Certain row = new Certain(rowOf(sample), sample.ingestedAtMicros());
      problem(key, row).ifPresent(what -> wrong.add(what + ": " + key + ", " + row));
      if (seen.put(key, row) != null) {
        wrong.add("stored twice: " + key + ", " + row);
      }
    }
    acknowledged.addAll(certain.keySet());
    acknowledged.stream()
        .filter(key -> !isExpirable(key) && !seen.containsKey(key))
        .forEach(key -> wrong.add("lost: " + key + ", " + certain.get(key)));
    if (!wrong.isEmpty()) {
      List<String> some = wrong.subList(0, Math.min(SHOWN, wrong.size()));
      throw new AssertionError(wrong.size() + " rows are wrong\n" + String.join("\n", some));
    }
    certain = seen;
    offered.clear();
    acknowledged.clear();
    inFlight.clear();
  }

  private static Row rowOf(StoredSample sample) {
    return new Row(
        sample.identity(),
        sample.sourceTimeMicros().orElse(SampleBatch.NO_SOURCE_TIME),
        Double.doubleToRawLongBits(sample.value()));
  }

  private Optional<String> problem(Key key, Certain now) {
    Certain before = certain.get(key);
    if (before != null && before.isStill(now)) {
      return Optional.empty();
    }
    boolean mayBeNew = before == null || isExpirable(key);
    if (mayBeNew && offered.getOrDefault(key, Set.of()).contains(now.row)) {
      return Optional.empty();
    }
    return Optional.of(before == null ? "never sent, or gone before" : before + " became");
  }

  /** What a settled store must answer to batches that come one by one. */
  final class Sequel {
    private final Map<Key, Long> added = new HashMap<>();

    WriteReceipt append(SampleBatch batch) {
      int duplicates = 0;
      int conflicts = 0;
      for (int i = 0; i < batch.size(); i++) {
        Key key = new Key(batch.dictionary().get(batch.series(i)).series(), batch.eventTime(i));
        long bits = Double.doubleToRawLongBits(batch.value(i));
        Long first = firstBits(key, bits);
        if (first != null) {
          duplicates += first == bits ? 1 : 0;
          conflicts += first == bits ? 0 : 1;
        }
      }
      return new WriteReceipt(batch.size() - duplicates - conflicts, duplicates, conflicts);
    }

    private @Nullable Long firstBits(Key key, long bits) {
      Certain known = certain.get(key);
      return known == null ? added.putIfAbsent(key, bits) : Long.valueOf(known.row.bits);
    }

    /** Rows that are stored then. */
    int size() {
      return certain.size() + added.size();
    }
  }
}
