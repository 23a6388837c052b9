package io.gputelemetry.app.role;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.StartException;
import io.gputelemetry.app.settings.BadSettingException;
import io.gputelemetry.app.settings.CollectorSettings;
import io.gputelemetry.app.settings.Settings;
import io.gputelemetry.app.store.Stores;
import io.gputelemetry.embedded.Durability;
import io.gputelemetry.embedded.EmbeddedConfig;
import io.gputelemetry.embedded.EmbeddedStore;
import io.gputelemetry.journal.Disk;
import io.gputelemetry.journal.DiskInUseException;
import io.gputelemetry.journal.JournalDamagedException;
import io.gputelemetry.remote.RemoteStore;
import io.gputelemetry.runtime.http.Health;
import io.gputelemetry.runtime.lifecycle.Lifecycle;
import io.gputelemetry.store.MemoryStore;
import io.gputelemetry.store.SampleStore;
import io.gputelemetry.store.StoreException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The store that a process works with.
 *
 * @param parts of it, in the order of their start
 * @param place where it keeps its samples, for a person
 * @param checks what it depends on
 */
record StorePart(SampleStore store, Lifecycle parts, String place, List<Health.Check> checks)
    implements AutoCloseable {
  static final String DIRECTORY = Stores.DIRECTORY;

  /** What the in-memory store may take, so that the process keeps to its usual heap. */
  private static final long MEMORY_BYTES = 96L << 20;

  /**
   * The store of an all-in-one process.
   *
   * @throws BadSettingException if it is none that lives inside a process
   */
  static StorePart inside(Context context, DataDirectory directory) {
    return switch (context.settings().get(CollectorSettings.STORAGE_TYPE)) {
      case "memory" -> inMemory(context);
      case "embedded" -> embedded(context, directory);
      default -> throw unknown(context.settings(), "memory, embedded");
    };
  }

  /** The store of a collector or an API alone; {@link #requireShared} was called before. */
  static StorePart apart(Context context) {
    if (context.settings().get(CollectorSettings.STORAGE_TYPE).equals("embedded")) {
      return embedded(context, DataDirectory.open(context));
    }
    RemoteStore store = RemoteStorePart.connect(context);
    Lifecycle parts = new Lifecycle();
    parts.started("connection to the store", store);
    String place =
        (Addresses.isStoreTls(context.settings()) ? "tls://" : "tcp://")
            + Addresses.store(context.settings());
    return new StorePart(store, parts, place, List.of(RemoteStorePart.check(store)));
  }

  /**
   * Refuses a store that a role alone cannot use.
   *
   * @throws BadSettingException if it is the in-memory one, which nobody else can look into, or one
   *     that this version does not have
   */
  static void requireShared(Settings settings) {
    switch (settings.get(CollectorSettings.STORAGE_TYPE)) {
      case "memory" ->
          throw new BadSettingException(
              "storage-type memory ("
                  + settings.origin(CollectorSettings.STORAGE_TYPE)
                  + ") lives inside one process; valid for "
                  + settings.role().command()
                  + " alone: remote, embedded, or run 'gpu-telemetry all'");
      case "remote" -> Addresses.store(settings);
      case "embedded" -> {
        // Has a directory of its own.
      }
      default -> throw unknown(settings, "remote, embedded");
    }
  }

  private static BadSettingException unknown(Settings settings, String valid) {
    return new BadSettingException(
        "storage-type "
            + settings.get(CollectorSettings.STORAGE_TYPE)
            + " ("
            + settings.origin(CollectorSettings.STORAGE_TYPE)
            + ") is not in this version; valid here: "
            + valid);
  }

  private static StorePart inMemory(Context context) {
    return owned(
        context,
        "memory",
        parts -> new MemoryStore(MEMORY_BYTES, context.machine().clock()::epochMicros));
  }

  /** The embedded store of this process. */
  static StorePart embedded(Context context, DataDirectory directory) {
    return owned(context, directory.toString(), parts -> open(context, directory, parts));
  }

  private interface Opening {
    SampleStore open(Lifecycle parts);
  }

  /** A store of this process, with its retention. */
  private static StorePart owned(Context context, String place, Opening opening) {
    StartedRole<SampleStore> opened =
        StartedRole.of(parts -> {
          SampleStore store = parts.started("store", opening.open(parts));
          Retention retention =
              new Retention(
                  store,
                  context.settings().get(CollectorSettings.RETENTION_PERIOD),
                  context.machine().clock());
          retention.start();
          parts.started("retention", retention);
          return store;
        });
    return new StorePart(opened.reach(), opened.parts(), place, List.of());
  }

  private static SampleStore open(Context context, DataDirectory directory, Lifecycle parts) {
    try {
      Disk disk = directory.part(DIRECTORY);
      parts.started("store directory", disk.lock());
      return EmbeddedStore.open(
          disk,
          config(context.settings()),
          context.machine().clock()::epochMicros,
          context::diskFailed);
    } catch (JournalDamagedException | StoreException e) {
      throw new StartException(ExitCode.DAMAGED, "the store: " + Context.message(e), e);
    } catch (DiskInUseException e) {
      throw directory.inUse(e);
    } catch (IOException e) {
      throw new StartException(
          ExitCode.IO, "the store in " + directory + " cannot be opened: " + Context.message(e), e);
    }
  }

  private static EmbeddedConfig config(Settings settings) {
    String durability = settings.get(CollectorSettings.STORE_DURABILITY);
    return EmbeddedConfig.DEFAULT
        .withDurability(Durability.valueOf(durability.toUpperCase(Locale.ROOT)))
        .withHeadBytes(settings.get(CollectorSettings.STORE_HEAD_BYTES));
  }

  /** Whether it answers, and whether something of it is damaged. */
  Health.Check answers() {
    return new Health.Check("store", this::problem, () -> store.stats().damageNotice());
  }

  private Optional<String> problem() {
    try {
      store.stats();
      return Optional.empty();
    } catch (StoreException e) {
      return Optional.of(Context.message(e));
    }
  }

  @Override
  public void close() {
    parts.close();
  }
}
