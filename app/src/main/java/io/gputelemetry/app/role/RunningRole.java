package io.gputelemetry.app.role;

/** A role that was started. */
interface RunningRole extends AutoCloseable {
  /** One line that says where it can be reached. */
  String ready();

  /** Stops it gracefully. */
  @Override
  void close();
}
