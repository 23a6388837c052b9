package io.gputelemetry.app.role;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.StartException;
import io.gputelemetry.app.settings.BadSettingException;
import io.gputelemetry.app.settings.CollectorSettings;
import io.gputelemetry.app.settings.Settings;
import io.gputelemetry.embedded.EmbeddedConfig;
import io.gputelemetry.embedded.EmbeddedStore;
import io.gputelemetry.journal.Disk;
import io.gputelemetry.journal.DiskInUseException;
import io.gputelemetry.journal.JournalDamagedException;
import io.gputelemetry.runtime.lifecycle.Lifecycle;
import io.gputelemetry.store.MemoryStore;
import io.gputelemetry.store.SampleStore;
import io.gputelemetry.store.StoreException;
import java.io.IOException;

/** The store of this process, with its retention. */
final class StorePart implements AutoCloseable {
  static final String DIRECTORY = "store";

  /** What the in-memory store may take, so that the process keeps to its usual heap. */
  private static final long MEMORY_BYTES = 96L << 20;

  private final SampleStore store;
  private final Lifecycle parts;

  private StorePart(SampleStore store, Lifecycle parts) {
    this.store = store;
    this.parts = parts;
  }

  /** Opens the store that is configured. */
  static StorePart start(Context context, DataDirectory directory) {
    StartedRole<SampleStore> opened = StartedRole.of(parts -> open(context, directory, parts));
    return new StorePart(opened.reach(), opened.parts());
  }

  private static SampleStore open(Context context, DataDirectory directory, Lifecycle parts) {
    SampleStore store =
        switch (context.settings().get(CollectorSettings.STORAGE_TYPE)) {
          case "memory" -> new MemoryStore(MEMORY_BYTES, context.machine().clock()::epochMicros);
          case "embedded" -> embedded(context, directory, parts);
          case String type -> throw unknown(context, type);
        };
    parts.started("store", store);
    Retention retention =
        new Retention(
            store,
            context.settings().get(CollectorSettings.RETENTION_PERIOD),
            context.machine().clock());
    retention.start();
    parts.started("retention", retention);
    return store;
  }

  /**
   * Refuses a store that lives and dies with a process that nobody else can look into.
   *
   * @throws BadSettingException if it is the in-memory one
   */
  static void requireDurable(Settings settings) {
    if (settings.get(CollectorSettings.STORAGE_TYPE).equals("memory")) {
      throw new BadSettingException(
          "storage-type memory ("
              + settings.origin(CollectorSettings.STORAGE_TYPE)
              + ") lives inside one process; valid for "
              + settings.role().command()
              + " alone: embedded, or run 'gpu-telemetry all'");
    }
  }

  private static BadSettingException unknown(Context context, String type) {
    return new BadSettingException(
        "storage-type "
            + type
            + " ("
            + context.settings().origin(CollectorSettings.STORAGE_TYPE)
            + ") is not in this version; valid here: memory, embedded");
  }

  private static EmbeddedConfig config(long headBytes) {
    EmbeddedConfig usual = EmbeddedConfig.DEFAULT;
    return new EmbeddedConfig(headBytes, usual.headAge(), usual.inboxBatches());
  }

  private static SampleStore embedded(Context context, DataDirectory directory, Lifecycle parts) {
    try {
      Disk disk = directory.part(DIRECTORY);
      parts.started("store directory", disk.lock());
      return EmbeddedStore.open(
          disk,
          config(context.settings().get(CollectorSettings.STORE_HEAD_BYTES)),
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

  SampleStore store() {
    return store;
  }

  @Override
  public void close() {
    parts.close();
  }
}
