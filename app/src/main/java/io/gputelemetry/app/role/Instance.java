package io.gputelemetry.app.role;

import io.gputelemetry.app.Machine;
import io.gputelemetry.app.settings.ProcessSettings;
import io.gputelemetry.app.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;

/** The name of a process. */
final class Instance {
  private static final int HOST_CHARACTERS = 40;

  private Instance() {}

  /** The configured name, or host name, role and a random part. */
  static String name(Machine machine, Settings settings) {
    return settings
        .find(ProcessSettings.INSTANCE_ID)
        .orElseGet(() ->
            host(machine)
                + "-"
                + settings.role().command()
                + "-"
                + HexFormat.of().toHexDigits((short) machine.random().nextInt()));
  }

  private static String host(Machine machine) {
    String name =
        Optional.ofNullable(machine.environment().get("HOSTNAME")).orElseGet(Instance::kernel);
    String plain = name.strip().replaceAll("[^a-zA-Z0-9._-]", "-");
    return plain.isEmpty()
        ? "localhost"
        : plain.substring(0, Math.min(plain.length(), HOST_CHARACTERS));
  }

  /** Without a name service, which may be slow or absent. */
  private static String kernel() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname"));
    } catch (IOException e) {
      return "";
    }
  }
}
