package io.gputelemetry.app.simulate;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.Machine;
import io.gputelemetry.app.StartException;
import io.gputelemetry.app.settings.BadSettingException;
import io.gputelemetry.app.settings.Role;
import io.gputelemetry.app.settings.Settings;
import io.gputelemetry.app.settings.SimulatorSettings;
import io.gputelemetry.streamer.source.SimulatedCsv;
import io.gputelemetry.streamer.source.SimulatorConfig;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** The simulated fleet: its configuration, and the files that hold one. */
public final class Simulations {
  /** From one tick to the next, as a DCGM exporter is usually scraped. */
  private static final Duration TICK = Duration.ofSeconds(1);

  private Simulations() {}

  /** The fleet that is configured. */
  public static SimulatorConfig config(Settings settings) {
    Optional<SimulatorConfig.Drop> drop =
        settings.role() == Role.SIMULATE
            ? Optional.empty()
            : settings
                .find(SimulatorSettings.SIMULATOR_DROP_GPU)
                .map(gpu ->
                    new SimulatorConfig.Drop(
                        gpu, settings.get(SimulatorSettings.SIMULATOR_DROP_AFTER)));
    try {
      return new SimulatorConfig(
          Math.toIntExact(settings.get(SimulatorSettings.SIMULATOR_HOSTS)),
          Math.toIntExact(settings.get(SimulatorSettings.SIMULATOR_GPUS)),
          SimulatorConfig.defaults().metrics(),
          settings.get(SimulatorSettings.SIMULATOR_SEED),
          drop);
    } catch (IllegalArgumentException e) {
      throw new BadSettingException("the simulated fleet: " + e.getMessage());
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
