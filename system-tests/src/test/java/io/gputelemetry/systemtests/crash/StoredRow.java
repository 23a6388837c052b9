package io.gputelemetry.systemtests.crash;

/** One row: its key (uuid, metric, event time), and what it says. Times in microseconds. */
public record StoredRow(
    String uuid, String metric, long eventMicros, long sourceMicros, double value) {}
