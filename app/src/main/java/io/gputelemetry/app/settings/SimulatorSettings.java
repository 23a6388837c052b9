package io.gputelemetry.app.settings;

import static io.gputelemetry.app.settings.Role.SIMULATE;
import static io.gputelemetry.app.settings.Role.STREAMER;
import static io.gputelemetry.app.settings.Role.withAllInOne;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The simulated fleet. */
public final class SimulatorSettings {
  private static final String GROUP = "Simulated fleet";
  private static final Set<Role> FLEETS = withAllInOne(STREAMER, SIMULATE);

  public static final Setting<Long> SIMULATOR_HOSTS =
      Setting.of(
              "simulator-hosts", Kind.integer(1, 20_000), FLEETS, "Hosts of the simulated fleet.")
          .in(GROUP)
          .fallback("4")
          .shortFlag("hosts");

  public static final Setting<Long> SIMULATOR_GPUS =
      Setting.of("simulator-gpus", Kind.integer(1, 64), FLEETS, "GPUs of each simulated host.")
          .in(GROUP)
          .fallback("8")
          .shortFlag("gpus");

  public static final Setting<Long> SIMULATOR_SEED =
      Setting.of(
              "simulator-seed",
              Kind.integer(Long.MIN_VALUE, Long.MAX_VALUE),
              FLEETS,
              "The same seed gives the same values.")
          .in(GROUP)
          .fallback("1")
          .shortFlag("seed");

  public static final Setting<List<FaultSetting>> SIMULATE_LOST =
      fault(
              "simulate-lost",
              FaultSetting.lost(),
              "GPUs that fall silent. AFTER is simulator-drop-after where it is left out.")
          .alias("simulator-drop-gpu")
          .shortFlag("drop-gpu");

  public static final Setting<Duration> SIMULATOR_DROP_AFTER =
      Setting.of(
              "simulator-drop-after",
              Quantities.duration("0", "3650d"),
              FLEETS,
              "When they fall silent, in simulated seconds, one a pass.")
          .in(GROUP)
          .fallback("30s")
          .shortFlag("drop-after");

  public static final Setting<List<FaultSetting>> SIMULATE_XID =
      fault(
          "simulate-xid",
          FaultSetting.xid(),
          "GPUs whose driver reports an error, 1 to 999, 31 where CODE is left out; 79 also makes"
              + " it silent.");

  public static final Setting<List<FaultSetting>> SIMULATE_THROTTLE =
      fault(
          "simulate-throttle",
          FaultSetting.throttling(),
          "GPUs whose cooling fails: they get hot, and their clocks fall.");

  public static final Setting<List<FaultSetting>> SIMULATE_ECC =
      fault(
          "simulate-ecc",
          FaultSetting.memoryErrors(),
          "GPUs with errors in memory: sbe, corrected ones again and again; dbe, an uncorrectable"
              + " one, with XID 48.");

  public static final Setting<List<FaultSetting>> SIMULATE_SLOW =
      fault(
          "simulate-slow",
          FaultSetting.slow(),
          "GPUs that do their work at PERCENT of the usual clock, 1 to 99 (70 where it is left"
              + " out).");

  public static final Setting<Duration> SIMULATE_CHURN =
      Setting.of(
              "simulate-churn",
              Quantities.duration("1s", "24h"),
              FLEETS,
              "Pods come and go, each about so long, on one or several GPUs of a host.")
          .in(GROUP);

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

  private static Setting<List<FaultSetting>> fault(
      String name, Kind<List<FaultSetting>> kind, String description) {
    return Setting.of(name, kind, FLEETS, description).in(GROUP);
  }
}
