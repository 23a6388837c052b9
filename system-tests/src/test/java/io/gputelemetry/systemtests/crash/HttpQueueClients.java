package io.gputelemetry.systemtests.crash;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The same at the HTTP door, as curl would do it. */
final class HttpQueueClients implements AutoCloseable {
  private static final Set<Integer> LATER = Set.of(410, 429, 503, 507);
  private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");
  private static final Pattern OFFSET = Pattern.compile("\"offset\":(\\d+)");
  private static final long PAUSE_MILLIS = 20;

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private final String url;
  private final QueueClients clients;
  private final PhaseFile phases;
  private final QueueHistory history;

  HttpQueueClients(int port, QueueClients clients, PhaseFile phases, QueueHistory history) {
    this.url = "http://127.0.0.1:" + port;
    this.clients = clients;
    this.phases = phases;
    this.history = history;
  }

  /** Publishes one message after the other, with an id, so that a repeat is recognised. */
  void publish(int publisher) throws InterruptedException {
    for (long number = 0; clients.isPublishing(); number++) {
      String key = "http-" + publisher + "-" + number;
      String body = "{\"id\":\"" + key + "\",\"payload\":" + QueueClients.padded(key) + "}";
      String answer = "";
      while (answer.isEmpty() && clients.isPublishing()) {
        answer = post("/publish?timeout=1&topic=" + QueueClients.TOPIC, body, 202);
      }
      if (!answer.isEmpty()) {
        history.published(offset(answer), key);
      }
    }
  }

  /** Takes one message after the other, and acks it. */
  void consume() throws InterruptedException {
    String path = "/consume?wait=1&topic=" + QueueClients.TOPIC + "&group=" + QueueClients.GROUP;
    while (clients.isConsuming()) {
      String message = post(path, "", 200);
      if (!message.isEmpty()) {
        long offset = offset(message);
        history.delivered(offset, QueueClients.key(message.substring(message.indexOf("payload"))));
        long sent = System.nanoTime();
        if (acked(found(ID, message))) {
          history.acked(offset, sent);
        }
      }
    }
  }

  private boolean acked(String id) throws InterruptedException {
    try (var _ = phases.enter(Phase.ACK)) {
      return !post("/ack", "{\"id\":\"" + id + "\"}", 204).isEmpty();
    }
  }

  /** The answer; empty if there is none, or one that promises nothing. */
  private String post(String path, String body, int expected) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path))
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(10))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() == expected) {
        return response.statusCode() + response.body();
      }
      requireHarmless(path, response);
    } catch (IOException e) {
      // The broker is away: it is asked again.
      history.repeated();
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
    return "";
  }

  /** No message, a lease that was lost with the broker, or something that passes. */
  private static void requireHarmless(String path, HttpResponse<String> response) {
    int status = response.statusCode();
    boolean harmless =
        LATER.contains(status)
            || (status == 204 && path.startsWith("/consume"))
            || ((status == 409 || status == 404) && path.startsWith("/ack"));
    if (!harmless) {
      throw new AssertionError(path + " was answered by " + status + ": " + response.body());
    }
  }

  private static long offset(String answer) {
    return Long.parseLong(found(OFFSET, answer));
  }

  private static String found(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new AssertionError("no " + pattern + " in " + text);
    }
    return matcher.group(1);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
