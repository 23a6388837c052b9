package io.gputelemetry.streamer.source.scrape;

import io.gputelemetry.streamer.source.scrape.Fetched.Failed;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks for pages over HTTP/1.1, keeping connections. The timeout is over everything: name, connect,
 * head, and the last byte of the body. Redirects are not followed. Any thread may call.
 */
final class HttpFetcher implements Fetched.Fetcher, AutoCloseable {
  private static final String ACCEPT =
      "application/openmetrics-text;version=1.0.0;q=0.9,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";
  private static final int THREADS_MAX = 256;
  private static final int IDLE_SECONDS = 10;

  private final Duration timeout;
  private final int bodyBytesMax;
  private final ExecutorService executor = executor();
  private final HttpClient client;

  HttpFetcher(Duration timeout, int bodyBytesMax) {
    this.timeout = timeout;
    this.bodyBytesMax = bodyBytesMax;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(timeout)
            .executor(executor)
            .build();
  }

  /**
   * A host's name is looked up by a blocking call that would hold a carrier of all virtual threads,
   * so it gets a platform thread as long as there are not too many.
   */
  private static ExecutorService executor() {
    return new ThreadPoolExecutor(
        0,
        THREADS_MAX,
        IDLE_SECONDS,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        Thread.ofPlatform().daemon().name("scrape-http-", 0).factory(),
        (task, pool) -> Thread.ofVirtual().name("scrape-http").start(task));
  }

  @Override
  public Fetched fetch(URI url) throws InterruptedException {
    CompletableFuture<HttpResponse<PageSubscriber.Body>> answer =
        client.sendAsync(request(url), head -> new PageSubscriber(head, bodyBytesMax));
    try {
      return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS).body().page();
    } catch (TimeoutException e) {
      return new Failed(tooSlow());
    } catch (PageException e) {
      return new Failed(e.failure());
    } catch (ExecutionException e) {
      return new Failed(failure(e.getCause() == null ? e : e.getCause()));
    } finally {
      answer.cancel(true);
    }
  }

  private HttpRequest request(URI url) {
    return HttpRequest.newBuilder(url)
        .header("Accept", ACCEPT)
        .header("Accept-Encoding", "gzip")
        .header("User-Agent", "gpu-telemetry")
        .header("X-Prometheus-Scrape-Timeout-Seconds", Double.toString(timeout.toNanos() / 1e9))
        .GET()
        .build();
  }

  private ScrapeFailure tooSlow() {
    return new ScrapeFailure(
        ScrapeFailure.Reason.TIMEOUT,
        "it did not send its page within %d ms".formatted(timeout.toMillis()));
  }

  private ScrapeFailure failure(Throwable thrown) {
    Optional<PageException> page = cause(thrown, PageException.class);
    if (page.isPresent()) {
      return page.get().failure();
    }
    if (cause(thrown, HttpTimeoutException.class).isPresent()) {
      return tooSlow();
    }
    return new ScrapeFailure(ScrapeFailure.Reason.CONNECTION, explained(thrown));
  }

  private static String explained(Throwable thrown) {
    if (cause(thrown, UnresolvedAddressException.class).isPresent()) {
      return "its name is not known";
    }
    String message = thrown.getMessage();
    if (cause(thrown, ConnectException.class).isPresent()) {
      return "it cannot be reached" + (message == null ? "" : ": " + message);
    }
    return "the connection broke: "
        + (message == null ? thrown.getClass().getSimpleName() : message);
  }

  private static <T extends Throwable> Optional<T> cause(Throwable thrown, Class<T> type) {
    if (type.isInstance(thrown)) {
      return Optional.of(type.cast(thrown));
    }
    Throwable cause = thrown.getCause();
    return cause == null ? Optional.empty() : cause(cause, type);
  }

  @Override
  public void close() {
    client.shutdownNow();
    executor.shutdownNow();
  }
}
