package io.gputelemetry.app.settings;

import static io.gputelemetry.app.settings.Role.SIMULATE;
import static io.gputelemetry.app.settings.Role.STREAMER;
import static io.gputelemetry.app.settings.Role.withAllInOne;

import java.time.Duration;
import java.util.EnumSet;

/** The simulated fleet. */
public final class SimulatorSettings {
  private static final String GROUP = "Simulated fleet";

  public static final Setting<Long> SIMULATOR_HOSTS =
      Setting.of(
              "simulator-hosts",
              Kind.integer(1, 20_000),
              withAllInOne(STREAMER, SIMULATE),
              "Hosts of the simulated fleet.")
          .in(GROUP)
          .fallback("4")
          .shortFlag("hosts");

  public static final Setting<Long> SIMULATOR_GPUS =
      Setting.of(
              "simulator-gpus",
              Kind.integer(1, 64),
              withAllInOne(STREAMER, SIMULATE),
              "GPUs of each simulated host.")
          .in(GROUP)
          .fallback("8")
          .shortFlag("gpus");

  public static final Setting<Long> SIMULATOR_SEED =
      Setting.of(
              "simulator-seed",
              Kind.integer(Long.MIN_VALUE, Long.MAX_VALUE),
              withAllInOne(STREAMER, SIMULATE),
              "The same seed gives the same values.")
          .in(GROUP)
          .fallback("1")
          .shortFlag("seed");

  public static final Setting<String> SIMULATOR_DROP_GPU =
      Setting.of(
              "simulator-drop-gpu",
              Kind.text("GPU", "a uuid or a number in the fleet"),
              withAllInOne(STREAMER),
              "A GPU of the simulated fleet that falls silent.")
          .in(GROUP)
          .shortFlag("drop-gpu");

  public static final Setting<Duration> SIMULATOR_DROP_AFTER =
      Setting.of(
              "simulator-drop-after",
              Quantities.duration("0", "3650d"),
              withAllInOne(STREAMER),
              "When it falls silent, from the first sample on.")
          .in(GROUP)
          .fallback("30s")
          .shortFlag("drop-after");

  public static final Setting<Long> SIMULATE_TICKS =
      Setting.of(
              "simulate-ticks",
              Kind.integer(1, 1_000_000),
              EnumSet.of(SIMULATE),
              "How often every metric of every GPU is sampled.")
          .in(GROUP)
          .fallback("1")
          .shortFlag("ticks", "passes");

  public static final Setting<String> SIMULATE_CSV =
      Setting.of(
              "simulate-csv",
              Kind.text("FILE", "a file to write, must not exist"),
              EnumSet.of(SIMULATE),
              "The CSV file to write.")
          .in(GROUP)
          .shortFlag("csv");

  private SimulatorSettings() {}
}
