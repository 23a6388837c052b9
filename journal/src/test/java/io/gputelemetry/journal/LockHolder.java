package io.gputelemetry.journal;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Another process: locks the directory it is told, and keeps it until it is ended. */
final class LockHolder {
  private LockHolder() {}

  /** Reads the directory from standard input. */
  public static void main(String[] arguments) throws Exception {
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String directory = String.valueOf(input.readLine());
    try (AutoCloseable lock = RealDisk.at(Path.of(directory)).lock()) {
      new PrintStream(System.out, true, StandardCharsets.UTF_8)
          .println(lock instanceof DirectoryLock ? "locked" : "something else");
      input.read();
    }
  }
}
