package io.gputelemetry.benchmarks.queue;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What one run gave.
 *
 * @param perSecond messages a second, from the first send to the last body received
 * @param serverCpu seconds of processor time of the other process for a million messages
 * @param clientCpu the same of this one
 */
record Figures(double perSecond, double serverCpu, double clientCpu) {

  /** Processor time of both sides until now. */
  record Cpu(Duration server, Duration client) {
    static Cpu now(Process server) {
      var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
      return new Cpu(
          server.toHandle().info().totalCpuDuration().orElse(Duration.ZERO),
          Duration.ofNanos(system.getProcessCpuTime()));
    }
  }

  static Figures of(long messages, long nanos, Cpu before, Cpu after) {
    double millions = messages / 1e6;
    return new Figures(
        messages / (nanos / 1e9),
        after.server().minus(before.server()).toNanos() / 1e9 / millions,
        after.client().minus(before.client()).toNanos() / 1e9 / millions);
  }

  /** The middle one of several runs. */
  static double median(List<Figures> runs, ToDoubleFunction<Figures> figure) {
    double[] sorted = runs.stream().mapToDouble(figure).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  /** A line with the median and the range; the share is of the relay's median. */
  static String line(String name, List<Figures> runs, double relay) {
    double[] rates = runs.stream().mapToDouble(Figures::perSecond).sorted().toArray();
    return "%-34s %,11.0f msg/s [%,.0f..%,.0f]%s  server %.2f, client %.2f CPU s/M"
        .formatted(
            name,
            median(runs, Figures::perSecond),
            rates[0],
            rates[rates.length - 1],
            relay > 0
                ? "  %3.0f %% of the relay"
                    .formatted(100 * median(runs, Figures::perSecond) / relay)
                : "",
            median(runs, Figures::serverCpu),
            median(runs, Figures::clientCpu));
  }
}
