package io.gputelemetry.systemtests.browser;

import io.gputelemetry.systemtests.crash.Ports;
import io.gputelemetry.systemtests.launch.LaunchedProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The all-in-one process, which can be killed and started again in the same place. */
final class Pipeline implements AutoCloseable {
  private final Path directory;
  private final Ports ports;
  private final Map<String, String> settings;
  private LaunchedProcess process;

  /** Starts it and waits until it is ready. */
  Pipeline(Path directory, Map<String, String> settings) throws IOException {
    this.directory = directory;
    this.settings = settings;
    ports = Ports.free();
    process = start();
  }

  private LaunchedProcess start() throws IOException {
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("DATA_DIR", directory.resolve("data").toString());
    environment.put("HOST", "127.0.0.1");
    environment.put("PORT", Integer.toString(ports.api()));
    environment.put("TCP_ADDR", "127.0.0.1:" + ports.tcp());
    environment.put("HTTP_ADDR", "127.0.0.1:" + ports.http());
    LaunchedProcess started = LaunchedProcess.start(directory, environment, "all");
    started.await("ready: ");
    return started;
  }

  String url() {
    return "http://127.0.0.1:" + ports.api() + "/";
  }

  /** Ends it as the kernel would, and waits until it is gone. */
  void kill() throws InterruptedException {
    process.process().destroyForcibly();
    if (!process.process().waitFor(30, TimeUnit.SECONDS)) {
      throw new AssertionError("it survived a kill");
    }
  }

  /** Starts it again on the same directory and ports. */
  void restart() throws IOException {
    process = start();
  }

  @Override
  public void close() {
    process.close();
  }
}
