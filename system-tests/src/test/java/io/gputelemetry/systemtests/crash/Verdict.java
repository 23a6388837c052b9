package io.gputelemetry.systemtests.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.queue.MessageQueue;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.TcpQueueConfig;
import io.gputelemetry.queue.TcpQueueConnection;
import io.gputelemetry.telemetry.SampleBatch;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/** Compares the log with the input and the store with the log, row by row. */
final class Verdict {
  private static final QueueRequest.Hello ME = new QueueRequest.Hello("verdict", "reader", "");

  private Verdict() {}

  /** A connection to the broker at this port. */
  static MessageQueue queue(int tcpPort) {
    return new MessageQueue(
        TcpQueueConnection.connect(TcpQueueConfig.of("127.0.0.1", tcpPort, ME)),
        Duration.ofSeconds(20));
  }

  /** What the log holds, after checking that it is the input, pass after pass, in its order. */
  static Set<StoredRow> published(int tcpPort, CsvModel model) {
    try (MessageQueue queue = queue(tcpPort)) {
      return rows(new LogReader(queue).ranges(), model.rows());
    }
  }

  private static Set<StoredRow> rows(
      SortedMap<Long, SampleBatch> ranges, List<CsvModel.Row> input) {
    Set<StoredRow> rows = new HashSet<>();
    long next = 0;
    long row = 0;
    long previous = Long.MIN_VALUE;
    for (var range : ranges.entrySet()) {
      assertThat(range.getKey()).as("ranges are dense").isEqualTo(next++);
      SampleBatch batch = range.getValue();
      long granted = batch.eventTime(0);
      assertThat(granted)
          .as("grants are a millisecond apart")
          .isGreaterThanOrEqualTo(previous + 1_000);
      previous = granted;
      for (int i = 0; i < batch.size(); i++) {
        rows.add(check(batch, i, input.get((int) (row++ % input.size()))));
      }
    }
    return rows;
  }

  private static StoredRow check(SampleBatch batch, int i, CsvModel.Row expected) {
    var series = batch.dictionary().get(batch.series(i)).series();
    var actual =
        new CsvModel.Row(series.uuid(), series.metric(), batch.sourceTime(i), batch.value(i));
    assertThat(actual).isEqualTo(expected);
    return new StoredRow(
        series.uuid(), series.metric(), batch.eventTime(i), batch.sourceTime(i), batch.value(i));
  }

  /** Fails unless the store holds these rows, each once, and nothing else. */
  static void compare(StoreReader store, Set<StoredRow> published)
      throws IOException, InterruptedException {
    List<StoredRow> unexpected = new ArrayList<>();
    Set<StoredRow> missing = new HashSet<>(published);
    for (String uuid : store.gpus()) {
      store.rows(
          uuid,
          row -> {
            if (!missing.remove(row)) {
              unexpected.add(row);
            }
          });
    }
    assertThat(unexpected).as("stored, but not published or stored twice").isEmpty();
    assertThat(missing).as("published, but not stored").isEmpty();
    assertThat(samples(store)).as("counted by the store").isEqualTo(published.size());
  }

  /** Samples in the store, as the API counts them. */
  static long samples(StoreReader store) throws IOException, InterruptedException {
    return number(store, "total_samples");
  }

  /** A number of the API's statistics. */
  static long number(StoreReader store, String field) throws IOException, InterruptedException {
    return store.get("/api/v1/stats").get(field) instanceof Number count ? count.longValue() : -1;
  }
}
