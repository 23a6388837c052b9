package io.gputelemetry.systemtests.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The broker is killed and stays away for a minute while a streamer reads a source of its own: it
 * holds what fits its bound, reads no more, loses nothing, and is at its full rate again at once.
 */
@Tag("proof")
class BrokerOutageTest {
  private static final int OUTAGE_SECONDS = Integer.getInteger("outageSeconds", 60);
  private static final int RATE = 1_000;
  private static final int CAPTURES = 350;
  private static final Duration UNTIL_FULL_RATE = Duration.ofSeconds(5);
  private static final int MEASURED_SECONDS = 5;

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void brokerAway_streamerHoldsItsBound_losesNothing_andIsBackAtItsRate(@TempDir Path directory)
      throws Exception {
    Path csv = directory.resolve("fleet.csv");
    Fleet.write(csv, CAPTURES);
    CsvModel model = CsvModel.read(csv);
    Ports ports = Ports.free();
    var size = new RoleProcesses.Size(1, RATE, 1, 30);
    try (RoleProcesses roles = new RoleProcesses(directory, csv, ports, 1, size)) {
      int metricsPort = Ports.free().api();
      RoleProcess streamer = roles.streamers.getFirst();
      streamer.set("STREAM_MODE", "independent");
      streamer.set("STREAM_BUFFER", "256KiB");
      streamer.set("METRICS_ADDR", "127.0.0.1:" + metricsPort);
      roles.start();
      StoreReader api = new StoreReader(ports.api());
      awaitSamples(api, 2L * RATE);

      roles.broker.kill();
      requireBounded(metricsPort);
      roles.broker.start();
      requireFullRate(new StoreReader(ports.http()));

      awaitSamples(api, model.rows().size());
      requireEachRowOnce(api, model);
    }
  }

  /** What waits does not grow any more, long before the outage is over. */
  private void requireBounded(int metricsPort) throws Exception {
    TimeUnit.SECONDS.sleep(OUTAGE_SECONDS - 10);
    double waiting = waitingRows(metricsPort);
    TimeUnit.SECONDS.sleep(10);
    assertThat(waiting).as("rows that wait").isPositive().isEqualTo(waitingRows(metricsPort));
    System.out.printf("rows held in an outage of %d s: %.0f%n", OUTAGE_SECONDS, waiting);
  }

  private double waitingRows(int metricsPort) throws IOException, InterruptedException {
    URI metrics = URI.create("http://127.0.0.1:" + metricsPort + "/metrics");
    String text =
        http.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
            .body();
    return text.lines()
        .filter(line -> line.startsWith("gpu_telemetry_streamer_waiting_rows "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
        .findFirst()
        .orElseThrow();
  }

  private static void requireFullRate(StoreReader broker) throws Exception {
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> Conservation.published(broker) > 0);
    TimeUnit.MILLISECONDS.sleep(UNTIL_FULL_RATE.toMillis());
    long before = Conservation.published(broker);
    TimeUnit.SECONDS.sleep(MEASURED_SECONDS);
    long rate = (Conservation.published(broker) - before) / MEASURED_SECONDS;
    System.out.println("rows a second, 5 s after the broker is back: " + rate);
    assertThat(rate).as("rows a second again").isGreaterThan(RATE * 9 / 10);
  }

  private static void requireEachRowOnce(StoreReader api, CsvModel model) throws Exception {
    Map<CsvModel.Row, Integer> missing = new HashMap<>();
    model.rows().forEach(row -> missing.merge(row, 1, Integer::sum));
    List<StoredRow> unexpected = new ArrayList<>();
    for (String uuid : api.gpus()) {
      api.rows(
          uuid,
          row -> {
            var line = new CsvModel.Row(row.uuid(), row.metric(), row.sourceMicros(), row.value());
            if (missing.remove(line) == null) {
              unexpected.add(row);
            }
          });
    }
    assertThat(unexpected).as("stored, but not in the file or stored twice").isEmpty();
    assertThat(missing).as("in the file, but not stored").isEmpty();
  }

  private static void awaitSamples(StoreReader api, long atLeast) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> Verdict.samples(api), samples -> samples >= atLeast);
  }
}
