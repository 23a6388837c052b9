package io.gputelemetry.systemtests.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.systemtests.crash.Ports;
import io.gputelemetry.systemtests.crash.RoleProcess;
import io.gputelemetry.systemtests.crash.StoreReader;
import io.gputelemetry.systemtests.peers.Peer.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Prometheus and VictoriaMetrics as their distributions build them: they scrape exporters, send
 * what they have by remote write (1.0: the Prometheus of the distribution does not know 2.0, which
 * only unit tests speak), and show it to be scraped. What they have of a GPU, sample by sample, is
 * what is stored here, though the receiver was killed in between.
 */
@Tag("proof")
class RealPeersTest {
  private static final Path PROMETHEUS = Path.of("/usr/bin/prometheus");
  private static final Path AGENT = Path.of("/usr/bin/vmagent");
  private static final Path VICTORIA = Path.of("/usr/bin/victoria-metrics");

  /** The classic name of what {@code /new} calls otherwise. */
  private static final Map<String, String> RENAMED =
      Map.of("DCGM_FI_DEV_BOARD_POWER_WATTS", "DCGM_FI_DEV_POWER_USAGE");

  @TempDir private Path directory;

  @BeforeEach
  void requirePeers() {
    for (Path program : List.of(PROMETHEUS, AGENT, VICTORIA)) {
      if (!Files.isExecutable(program)) {
        System.out.println("real peers: NOT RUN (capability): there is no " + program);
        Assumptions.abort("NOT RUN (capability): there is no " + program);
      }
    }
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void prometheus_feedingByRemoteWrite_isStoredSampleBySample_thoughTheReceiverIsKilled()
      throws Exception {
    Ports ports = Ports.free();
    int port = Ports.free().api();
    try (Exporter exporter = new Exporter();
        RoleProcess pipeline = pipeline("receiving", ports, Map.of("SOURCE", "receive"))) {
      Path config =
          write(
              "prometheus.yml",
              """
              global:
                scrape_interval: 1s
              scrape_configs:
                - job_name: dcgm
                  metrics_path: /old
                  static_configs: [{targets: ['%s']}]
              remote_write:
                - url: http://127.0.0.1:%d/api/v1/write
                  queue_config: {batch_send_deadline: 500ms, max_backoff: 1s}
              """
                  .formatted(exporter.address(), ports.api()));
      pipeline.start();
      try (Peer prometheus = prometheus(config, port)) {
        StoreReader api = new StoreReader(ports.api());
        awaitStored(api, prometheus::prometheusSamples, 100);
        pipeline.kill();
        TimeUnit.SECONDS.sleep(2);
        pipeline.start();
        Set<Sample> sent = awaitStored(api, prometheus::prometheusSamples, 300);
        System.out.println("stored of what Prometheus sent: " + sent.size());
      }
    }
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void victoriaMetrics_feedingByRemoteWrite_isStoredSampleBySample() throws Exception {
    Ports ports = Ports.free();
    int port = Ports.free().api();
    try (Exporter exporter = new Exporter();
        RoleProcess pipeline = pipeline("receiving", ports, Map.of("SOURCE", "receive"))) {
      Path config = write("agent.yml", scrapeConfig(exporter, "/new"));
      pipeline.start();
      try (Peer victoria = victoria(port);
          Peer agent =
              Peer.start(
                  directory.resolve("vmagent.log"),
                  0,
                  List.of(
                      AGENT.toString(),
                      "-promscrape.config=" + config,
                      "-httpListenAddr=127.0.0.1:" + Ports.free().api(),
                      "-remoteWrite.tmpDataPath=" + directory.resolve("agent"),
                      "-remoteWrite.flushInterval=500ms",
                      "-remoteWrite.url=http://127.0.0.1:" + port + "/api/v1/write",
                      "-remoteWrite.url=http://127.0.0.1:" + ports.api() + "/api/v1/write"))) {
        assertThat(agent).isNotNull();
        Set<Sample> sent =
            awaitStored(new StoreReader(ports.api()), victoria::victoriaSamples, 200);
        System.out.println("stored of what vmagent sent: " + sent.size());
      }
    }
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void federation_ofBoth_isScrapedWithTheTimesThatTheyGive() throws Exception {
    Ports ports = Ports.free();
    int prometheusPort = Ports.free().api();
    int victoriaPort = Ports.free().http();
    String page = "http://127.0.0.1:%d/federate?match%%5B%%5D=%%7BUUID!=%%22%%22%%7D";
    Map<String, String> scraping =
        Map.of(
            "SCRAPE_TARGETS",
            page.formatted(prometheusPort) + "," + page.formatted(victoriaPort),
            "SCRAPE_INTERVAL",
            "500ms");
    try (Exporter exporter = new Exporter();
        RoleProcess pipeline = pipeline("scraping", ports, scraping)) {
      Path own = write("prometheus.yml", scrapeConfig(exporter, "/old"));
      Path other = write("victoria.yml", scrapeConfig(exporter, "/new"));
      try (Peer prometheus = prometheus(own, prometheusPort);
          Peer victoria = victoria(victoriaPort, "-promscrape.config=" + other)) {
        pipeline.start();
        StoreReader api = new StoreReader(ports.api());
        Set<Sample> stored =
            Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> stored(api), RealPeersTest::isWhole);
        Set<Sample> theirs = new HashSet<>(prometheus.prometheusSamples());
        theirs.addAll(victoria.victoriaSamples());
        assertThat(renamed(theirs)).containsAll(stored);
        System.out.println("stored of what was federated: " + stored.size());
      }
    }
  }

  /** Every series of both hosts is there more than once. */
  private static boolean isWhole(Set<Sample> stored) {
    return stored.size() > 200
        && stored.stream().map(s -> s.metric() + s.uuid()).distinct().count() == 4L * Exporter.GPUS;
  }

  private static String scrapeConfig(Exporter exporter, String path) {
    return """
    global:
      scrape_interval: 1s
    scrape_configs:
      - job_name: dcgm
        metrics_path: %s
        static_configs: [{targets: ['%s']}]
    """
        .formatted(path, exporter.address());
  }

  private Peer prometheus(Path config, int port) throws IOException {
    return Peer.start(
        directory.resolve("prometheus.log"),
        port,
        List.of(
            PROMETHEUS.toString(),
            "--config.file=" + config,
            "--storage.tsdb.path=" + directory.resolve("prometheus"),
            "--web.listen-address=127.0.0.1:" + port,
            "--log.level=warn"));
  }

  private Peer victoria(int port, String... more) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                VICTORIA.toString(),
                "-storageDataPath=" + directory.resolve("victoria"),
                "-httpListenAddr=127.0.0.1:" + port,
                "-search.latencyOffset=0s"));
    command.addAll(List.of(more));
    return Peer.start(directory.resolve("victoria.log"), port, command);
  }

  private RoleProcess pipeline(String name, Ports ports, Map<String, String> source) {
    RoleProcess process = new RoleProcess(name, "all", directory, source);
    process.set("DATA_DIR", directory.resolve(name).toString());
    process.set("PORT", Integer.toString(ports.api()));
    process.set("TCP_ADDR", "127.0.0.1:" + ports.tcp());
    process.set("HTTP_ADDR", "127.0.0.1:" + ports.http());
    process.set("LOG_FORMAT", "text");
    return process;
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  /** Reads what a peer has. */
  private interface Theirs {
    Set<Sample> read() throws IOException, InterruptedException;
  }

  /** Waits until so many samples of the peer, and then all it had by then, are stored here. */
  private static Set<Sample> awaitStored(StoreReader api, Theirs theirs, int atLeast) {
    Set<Sample> all =
        Awaitility.await()
            .atMost(Duration.ofMinutes(1))
            .ignoreExceptionsInstanceOf(IOException.class)
            .until(theirs::read, samples -> samples.size() >= atLeast);
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptionsInstanceOf(IOException.class)
        .untilAsserted(() -> assertThat(stored(api)).containsAll(renamed(all)));
    return all;
  }

  private static Set<Sample> renamed(Set<Sample> samples) {
    return samples.stream()
        .map(s ->
            new Sample(
                RENAMED.getOrDefault(s.metric(), s.metric()), s.uuid(), s.millis(), s.value()))
        .collect(Collectors.toSet());
  }

  private static Set<Sample> stored(StoreReader api) throws IOException, InterruptedException {
    Set<Sample> samples = new HashSet<>();
    for (String uuid : api.gpus()) {
      api.rows(
          uuid,
          row -> {
            assertThat(row.eventMicros() % 1_000).as("a time in whole milliseconds").isZero();
            Sample sample =
                new Sample(row.metric(), row.uuid(), row.eventMicros() / 1_000, row.value());
            assertThat(samples.add(sample)).as("stored twice: %s", sample).isTrue();
          });
    }
    return samples;
  }
}
