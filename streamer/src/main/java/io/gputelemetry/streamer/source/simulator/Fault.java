package io.gputelemetry.streamer.source.simulator;

import io.gputelemetry.telemetry.Gpu;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Something that goes wrong with a GPU of a simulated fleet. Times are the fleet's own: they count
 * from its first tick, a second a tick, and take effect with the next one.
 *
 * @param gpu the GPU's uuid, or its number in the fleet from 0, or {@link #EVERY_GPU}
 * @param after when it begins
 * @param lasting for how long; empty: for good
 * @param effect what goes wrong
 */
public record Fault(String gpu, Duration after, Optional<Duration> lasting, Effect effect) {
  /** Stands for every GPU of the fleet. */
  public static final String EVERY_GPU = "all";

  /** The XID of a double-bit error in memory. */
  public static final int XID_DOUBLE_BIT = 48;

  /** The XID of a GPU that fell off the bus. */
  public static final int XID_OFF_THE_BUS = 79;

  /** What goes wrong. */
  public sealed interface Effect {}

  /** Yields nothing, as a GPU whose exporter or host is gone. */
  public record Lost() implements Effect {}

  /**
   * The driver reports an error once, and what such an error brings with it happens: see {@code
   * docs/simulator.md}.
   *
   * @param code NVIDIA's number of the error, 1 to 999
   */
  public record Xid(int code) implements Effect {
    /** Codes end here, with room for those to come. */
    public static final int MAX_CODE = 999;

    public Xid {
      if (code < 1 || code > MAX_CODE) {
        throw new IllegalArgumentException("an XID is 1 to " + MAX_CODE + ", not " + code);
      }
    }
  }

  /** Its cooling fails while it works: it gets hot, and its clocks fall. */
  public record Throttling() implements Effect {}

  /** Single-bit errors in its memory, corrected and counted. */
  public record CorrectableErrors() implements Effect {}

  /**
   * Does the same work at lower clocks than others, and nothing says why.
   *
   * @param percent of the usual clock, 1 to 99
   */
  public record Slow(int percent) implements Effect {
    public Slow {
      if (percent < 1 || percent > 99) {
        throw new IllegalArgumentException("a slow GPU has 1 to 99 percent, not " + percent);
      }
    }
  }

  boolean begunAt(long elapsedMicros) {
    return elapsedMicros >= micros(after);
  }

  boolean activeAt(long elapsedMicros) {
    return begunAt(elapsedMicros)
        && lasting
            .map(length -> elapsedMicros - micros(after) < micros(length))
            .orElse(Boolean.TRUE);
  }

  private static long micros(Duration duration) {
    return duration.toNanos() / 1_000;
  }

  boolean concerns(int number, Gpu candidate) {
    return gpu.equals(EVERY_GPU)
        || gpu.equals(Integer.toString(number))
        || gpu.equals(candidate.uuid());
  }

  /** What a fleet has to yield for the fault to be seen. */
  List<SimulatedMetric> metrics() {
    return switch (effect) {
      case Lost(), Slow(int _) -> List.of();
      case Xid(int code) -> GpuErrors.metrics(code);
      case Throttling() ->
          List.of(SimulatedMetric.CLOCK_THROTTLE_REASONS, SimulatedMetric.THERMAL_VIOLATION);
      case CorrectableErrors() -> SimulatedMetric.memoryErrors();
    };
  }
}
