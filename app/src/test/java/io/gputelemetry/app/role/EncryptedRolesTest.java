package io.gputelemetry.app.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.TestApp;
import io.gputelemetry.wire.tls.TestCertificates;
import io.gputelemetry.wire.tls.TlsFiles;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Roles apart that speak TLS with certificates on both sides, and tokens with roles. */
final class EncryptedRolesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private static Path directory;
  private static TestCertificates certificates;
  private static TlsFiles.Own server;
  private static TlsFiles.Own client;

  @TempDir private Path data;
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<CompletableFuture<ExitCode>> ends = new ArrayList<>();
  private final List<TestApp> running = new ArrayList<>();

  @BeforeAll
  static void makeCertificates() throws Exception {
    certificates = new TestCertificates(directory.resolve("pki"));
    server = certificates.make("server", TestCertificates.LOCALHOST);
    client = certificates.make("client", "san=dns:client");
  }

  @AfterEach
  void stopAll() {
    running.reversed().forEach(app -> app.machine.stop());
    ends.forEach(end -> assertThat(end.orTimeout(30, TimeUnit.SECONDS).join()).isNotNull());
    http.close();
  }

  @Test
  void rolesApart_moveAFileThroughTls_eachWithATokenOfItsRole() throws Exception {
    String csv = directory.resolve("fleet.csv").toString();
    new TestApp().run("simulate", "--csv", csv, "--hosts", "2", "--gpus", "2");
    TestApp broker = server("broker", "--tcp-addr", "127.0.0.1:0", "--http-addr", "127.0.0.1:0");
    TestApp store = server("store", "--store-addr", "127.0.0.1:0");
    String queueUrl = "tls://localhost:" + port(broker, "queue tls://127.0.0.1:");
    String storeUrl = "tls://localhost:" + port(store, "store tls://127.0.0.1:");
    assertThat(broker.machine.err()).contains(" and https://127.0.0.1:");
    TestApp collector =
        client("collector", "of-collectors", "--mq-url", queueUrl, "--store-url", storeUrl);
    client("streamer", "of-streamers", "--mq-url", queueUrl, "--csv-path", csv, "--passes", "1");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(get(collector.metrics() + "metrics", "of-collectors"))
                .contains("gpu_telemetry_collector_samples_stored_total 40"));
  }

  @Test
  void role_thatDoesNotTrustTheBroker_saysSo() throws Exception {
    TestApp broker = server("broker", "--tcp-addr", "127.0.0.1:0", "--http-addr", "127.0.0.1:0");
    TestCertificates others = new TestCertificates(directory.resolve("others"));
    TestApp streamer = app();
    streamer.environment.put("TLS_CA", others.ca().toString());
    ends.add(
        streamer.start(
            "streamer",
            "--metrics-addr",
            ":0",
            "--mq-url",
            "tls://localhost:" + port(broker, "queue tls://127.0.0.1:")));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(get(streamer.metrics() + "readyz", ""))
                .contains("the peer's certificate is signed by no CA that is trusted here"));
  }

  @Test
  void commandsForPeople_askThroughTls() throws Exception {
    TestApp broker = server("broker", "--tcp-addr", "127.0.0.1:0", "--http-addr", "127.0.0.1:0");
    String url = "tls://localhost:" + port(broker, "queue tls://127.0.0.1:");
    for (String command :
        List.of("publish hello", "topic list", "group list", "sequence list", "probe")) {
      TestApp asking = trusting("of-operators");
      asking.environment.put("MQ_URL", url);
      assertThat(asking.run(command.split(" "))).as(command).isEqualTo(ExitCode.FINE);
    }
    TestApp reading = trusting("of-collectors");
    assertThat(reading.run("consume", "--from", "earliest", "--url", url)).isEqualTo(ExitCode.FINE);
    assertThat(reading.machine.out()).contains("hello");
  }

  @Test
  void settings_thatMakeNoSense_stopTheStart() {
    TestApp half = app();
    half.environment.put("TLS_CERTIFICATE", server.certificates().toString());
    assertThat(half.run("broker", "--tcp-addr", ":0", "--http-addr", ":0"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(half.machine.err()).contains("tls-certificate and tls-key are needed together");

    TestApp unused = app();
    unused.environment.put("TLS_CA", certificates.ca().toString());
    assertThat(unused.run("streamer", "--metrics-addr", ":0")).isEqualTo(ExitCode.USAGE);
    assertThat(unused.machine.err()).contains("mq-url does not begin with tls://");

    TestApp missing = app();
    missing.environment.put("TLS_CERTIFICATE", directory.resolve("none.pem").toString());
    missing.environment.put("TLS_KEY", server.key().toString());
    assertThat(missing.run("broker", "--tcp-addr", ":0", "--http-addr", ":0"))
        .isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(missing.machine.err()).contains("none.pem cannot be read");
  }

  private TestApp server(String role, String... arguments) throws Exception {
    TestApp app = app();
    app.environment.put("TLS_CERTIFICATE", server.certificates().toString());
    app.environment.put("TLS_KEY", server.key().toString());
    app.environment.put("TLS_CLIENT_CA", certificates.ca().toString());
    app.environment.put(
        "TOKEN_FILE",
        Files.writeString(
                directory.resolve("tokens"),
                "of-operators\nof-streamers publish\nof-collectors consume\n")
            .toString());
    List<String> all = new ArrayList<>(List.of(role));
    if (!role.equals("broker")) {
      all.addAll(List.of("--metrics-addr", "127.0.0.1:0"));
    }
    all.addAll(List.of(arguments));
    ends.add(app.start(all.toArray(String[]::new)));
    return app;
  }

  private TestApp client(String role, String token, String... arguments) {
    TestApp app = trusting(token);
    List<String> all = new ArrayList<>(List.of(role, "--metrics-addr", "127.0.0.1:0"));
    all.addAll(List.of(arguments));
    ends.add(app.start(all.toArray(String[]::new)));
    return app;
  }

  private TestApp trusting(String token) {
    TestApp app = app();
    app.environment.put("TLS_CERTIFICATE", client.certificates().toString());
    app.environment.put("TLS_KEY", client.key().toString());
    app.environment.put("TLS_CA", certificates.ca().toString());
    app.environment.put("TOKEN", token);
    return app;
  }

  private TestApp app() {
    TestApp app = new TestApp();
    app.environment.put("DATA_DIR", data.resolve("" + running.size()).toString());
    running.add(app);
    return app;
  }

  private static int port(TestApp app, String before) {
    String text = app.machine.err();
    String behind = text.substring(text.indexOf(before) + before.length());
    return Integer.parseInt(behind.replaceFirst("(?s)\\D.*", ""));
  }

  private String get(String url, String token) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url)).header("Authorization", "Bearer " + token).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }
}
