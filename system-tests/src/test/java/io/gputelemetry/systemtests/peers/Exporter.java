package io.gputelemetry.systemtests.peers;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Two hosts with a dcgm-exporter each, whose values are other ones at every look: {@code /old} with
 * the labels of the releases until 2026, {@code /new} with {@code hostname} and a name of DCGM 4.6.
 */
final class Exporter implements AutoCloseable {
  static final int GPUS = 8;

  private final HttpServer server;
  private final AtomicInteger looks = new AtomicInteger();

  Exporter() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/old", exchange -> serve(exchange, "Hostname", "DCGM_FI_DEV_POWER_USAGE", "old"));
    server.createContext(
        "/new", exchange -> serve(exchange, "hostname", "DCGM_FI_DEV_BOARD_POWER_WATTS", "new"));
    server.start();
  }

  /** Where it is, for a configuration. */
  String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  private void serve(HttpExchange exchange, String hostLabel, String power, String host)
      throws IOException {
    int look = looks.incrementAndGet();
    StringBuilder page = new StringBuilder();
    append(page, "DCGM_FI_DEV_GPU_TEMP", hostLabel, host, look);
    append(page, power, hostLabel, host, look);
    page.append("# HELP process_open_fds of no GPU\nprocess_open_fds 7\n");
    byte[] bytes = page.toString().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
    exchange.sendResponseHeaders(200, bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  private static void append(
      StringBuilder page, String metric, String hostLabel, String host, int look) {
    page.append("# TYPE ").append(metric).append(" gauge\n");
    for (int gpu = 0; gpu < GPUS; gpu++) {
      page.append(
          "%s{gpu=\"%d\",UUID=\"%s\",device=\"nvidia%d\",modelName=\"Test GPU\",%s=\"%s\",pod=\"job-%d\"} %s\n"
              .formatted(
                  metric, gpu, uuid(host, gpu), gpu, hostLabel, host, gpu % 2, look + gpu / 10.0));
    }
  }

  static String uuid(String host, int gpu) {
    return "GPU-%s-%d".formatted(host, gpu);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
