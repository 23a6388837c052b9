package io.gputelemetry.app.simulate;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.Machine;
import io.gputelemetry.app.StartException;
import io.gputelemetry.app.settings.BadSettingException;
import io.gputelemetry.app.settings.FaultSetting;
import io.gputelemetry.app.settings.Setting;
import io.gputelemetry.app.settings.Settings;
import io.gputelemetry.app.settings.SimulatorSettings;
import io.gputelemetry.streamer.source.simulator.Fault;
import io.gputelemetry.streamer.source.simulator.SimulatedCsv;
import io.gputelemetry.streamer.source.simulator.SimulatorConfig;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The simulated fleet: its configuration, and the files that hold one. */
public final class Simulations {
  /** From one tick to the next, as a DCGM exporter is usually scraped. */
  private static final Duration TICK = Duration.ofSeconds(1);

  /** When a fault begins that says nothing of it. */
  private static final Duration USUAL_AFTER = Duration.ofSeconds(30);

  private static final List<Setting<List<FaultSetting>>> FAULTS =
      List.of(
          SimulatorSettings.SIMULATE_LOST,
          SimulatorSettings.SIMULATE_XID,
          SimulatorSettings.SIMULATE_THROTTLE,
          SimulatorSettings.SIMULATE_ECC,
          SimulatorSettings.SIMULATE_SLOW);

  private Simulations() {}

  /** The fleet that is configured. */
  public static SimulatorConfig config(Settings settings) {
    SimulatorConfig fleet = fleet(settings);
    List<Fault> faults = new ArrayList<>();
    for (Setting<List<FaultSetting>> setting : FAULTS) {
      List<Fault> own = faults(settings, setting);
      check(() -> fleet.withFaults(own), setting.name() + " (" + settings.origin(setting) + ")");
      faults.addAll(own);
    }
    SimulatorConfig faulty = fleet.withFaults(faults);
    return settings.find(SimulatorSettings.SIMULATE_CHURN).map(faulty::withChurn).orElse(faulty);
  }

  private static SimulatorConfig fleet(Settings settings) {
    return check(
        () ->
            SimulatorConfig.of(
                Math.toIntExact(settings.get(SimulatorSettings.SIMULATOR_HOSTS)),
                Math.toIntExact(settings.get(SimulatorSettings.SIMULATOR_GPUS)),
                settings.get(SimulatorSettings.SIMULATOR_SEED)),
        "the simulated fleet");
  }

  private static List<Fault> faults(Settings settings, Setting<List<FaultSetting>> setting) {
    Duration usual =
        setting.equals(SimulatorSettings.SIMULATE_LOST)
            ? settings.get(SimulatorSettings.SIMULATOR_DROP_AFTER)
            : USUAL_AFTER;
    return settings.find(setting).orElse(List.of()).stream()
        .map(fault -> fault.fault(usual))
        .toList();
  }

  private static SimulatorConfig check(Supplier<SimulatorConfig> config, String what) {
    try {
      return config.get();
    } catch (IllegalArgumentException e) {
      throw new BadSettingException(what + ": " + e.getMessage());
    }
  }

  /** Runs {@code simulate}. */
  public static ExitCode run(Machine machine, Settings settings) {
    Path file =
        Path.of(
            settings
                .find(SimulatorSettings.SIMULATE_CSV)
                .orElseThrow(
                    () -> new BadSettingException("simulate needs --csv FILE, the file to write")));
    int ticks = Math.toIntExact(settings.get(SimulatorSettings.SIMULATE_TICKS));
    write(machine, settings, ticks, file);
    machine.err().println("gpu-telemetry: wrote " + file);
    return ExitCode.FINE;
  }

  /** Writes a new file. */
  public static void write(Machine machine, Settings settings, int ticks, Path file) {
    SimulatorConfig fleet = config(settings);
    Instant now =
        Instant.EPOCH
            .plus(machine.clock().epochMicros(), ChronoUnit.MICROS)
            .truncatedTo(ChronoUnit.SECONDS);
    try (Writer writer = Files.newBufferedWriter(file, StandardOpenOption.CREATE_NEW)) {
      SimulatedCsv.write(writer, fleet, now, TICK, ticks);
    } catch (FileAlreadyExistsException e) {
      throw new StartException(
          ExitCode.UNAVAILABLE, file + " exists already; remove it or name another file", e);
    } catch (IOException e) {
      throw new StartException(
          ExitCode.UNAVAILABLE, file + " cannot be written (" + e + "); name another file", e);
    }
  }
}
