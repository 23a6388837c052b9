package io.gputelemetry.streamer.source.scrape;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

/** Exporters by path, on one port of the loopback. */
final class Exporters implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch released = new CountDownLatch(1);

  /** Answers a request. */
  @FunctionalInterface
  interface Exporter {
    void answer(HttpExchange exchange) throws IOException;
  }

  Exporters() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.start();
  }

  String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  String url(String path) {
    return "http://" + address() + path;
  }

  void at(String path, Exporter exporter) {
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            exporter.answer(exchange);
          }
        });
  }

  /** Answers with this text. */
  void at(String path, String page) {
    at(path, exchange -> send(exchange, 200, "text/plain; version=0.0.4", bytes(page)));
  }

  /** Takes the request and never answers. */
  void hangAt(String path, CountDownLatch asked) {
    at(
        path,
        exchange -> {
          asked.countDown();
          hang();
        });
  }

  /** Returns when the exporters end. */
  void hang() {
    hang(Duration.ofDays(1));
  }

  /** Returns whether the exporters end, after this time at the latest. */
  boolean hang(Duration longest) {
    try {
      return released.await(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    released.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
