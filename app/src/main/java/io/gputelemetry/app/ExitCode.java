package io.gputelemetry.app;

/** How a process ends; the numbers are those of sysexits.h where it has one. */
public enum ExitCode {
  FINE(0, "done, or stopped by a signal"),
  DIFFERENT(
      1,
      "the demo's figures differ from the file, a probe failed, damage was found, rows were left"
          + " out, or the queue refused"),
  USAGE(2, "bad usage or configuration"),
  HEAP(3, "the heap was too small; the JVM says so and ends the process"),
  DAMAGED(65, "stored or given data is damaged"),
  UNAVAILABLE(69, "a port, directory or source is not available"),
  BUG(70, "an internal error"),
  IO(74, "the disk failed while running");

  private final int code;
  private final String meaning;

  ExitCode(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  /** What the operating system sees. */
  public int code() {
    return code;
  }

  /** For the help. */
  public String meaning() {
    return meaning;
  }
}
