package io.gputelemetry.systemtests.crash;

import io.gputelemetry.app.Main;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** One role as a process of its own, with the same settings at every start. */
public final class RoleProcess implements AutoCloseable {
  private final String name;
  private final String role;
  private final Path directory;
  private final Path log;
  private final Map<String, String> settings;
  private final List<String> program;
  private Optional<Process> running = Optional.empty();
  private int kills;

  /**
   * A process that does not run yet.
   *
   * @param name tells two of the same role apart
   * @param directory its output is appended to {@code <name>.log} there
   */
  public RoleProcess(String name, String role, Path directory, Map<String, String> settings) {
    this(name, role, directory, settings, List.of(Main.class.getName()));
  }

  private RoleProcess(
      String name,
      String role,
      Path directory,
      Map<String, String> settings,
      List<String> program) {
    this.name = name;
    this.role = role;
    this.directory = directory;
    this.log = directory.resolve(name + ".log");
    this.settings = new TreeMap<>(settings);
    this.program = program;
  }

  /** The same on a disk that is traced to this file. */
  RoleProcess traced(Path phases) {
    List<String> traced = List.of(TracedApp.class.getName(), phases.toString());
    return new RoleProcess(name, role, directory, settings, traced);
  }

  String name() {
    return name;
  }

  String role() {
    return role;
  }

  Path log() {
    return log;
  }

  /** How often {@link #kill} hit it alive. */
  int kills() {
    return kills;
  }

  /** Changes a setting from the next start on. */
  public void set(String key, String value) {
    settings.put(key, value);
  }

  public void start() throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                PipelineProcess.classPath()));
    command.addAll(program);
    command.add(role);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().keySet().removeIf(key -> !key.matches("PATH|HOME|LANG|TMPDIR"));
    builder.environment().putAll(settings);
    running = Optional.of(builder.start());
  }

  boolean isAlive() {
    return running.map(Process::isAlive).orElse(false);
  }

  /** Ends it as the kernel would, and waits until it is gone; it must have been alive. */
  public void kill() throws InterruptedException {
    if (!isAlive()) {
      throw new AssertionError(name + " ended by itself, see " + log);
    }
    kills++;
    PipelineProcess.kill(running.orElseThrow());
  }

  /** Asks it to end, and waits until it has ended in good order. */
  void stop() throws InterruptedException {
    Process process = running.orElseThrow();
    process.destroy();
    if (!process.waitFor(40, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new AssertionError(name + " did not stop cleanly, see " + log);
    }
  }

  /** Holds it still, or lets it go on, without its knowing. */
  void signal(String signal) throws IOException, InterruptedException {
    long pid = running.orElseThrow().pid();
    int code = new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor();
    if (code != 0) {
      throw new IOException("kill -" + signal + " " + pid + " ended with " + code);
    }
  }

  /** The end of a test: whatever it does, it goes. */
  @Override
  public void close() {
    discard();
  }

  void discard() {
    running.ifPresent(process -> process.destroyForcibly().onExit().join());
  }
}
