package io.gputelemetry.wire;

/**
 * What kind of threads a connection has. A thread of the system that waits for its socket is woken
 * by the kernel itself, a virtual one by way of two others; ten thousand virtual ones cost little.
 */
enum Threads {
  SYSTEM,
  VIRTUAL;

  void start(String name, Runnable work) {
    Thread.Builder builder = this == SYSTEM ? Thread.ofPlatform().daemon() : Thread.ofVirtual();
    var _ = builder.name(name).start(work);
  }
}
