package io.gputelemetry.app.store;

import static io.gputelemetry.app.settings.CollectorSettings.STORE_URL;
import static io.gputelemetry.app.settings.ProcessSettings.DATA_DIR;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.Machine;
import io.gputelemetry.app.StartException;
import io.gputelemetry.app.settings.BadSettingException;
import io.gputelemetry.app.settings.Settings;
import io.gputelemetry.embedded.EmbeddedConfig;
import io.gputelemetry.embedded.EmbeddedStore;
import io.gputelemetry.embedded.check.StoreCheck;
import io.gputelemetry.journal.Disk;
import io.gputelemetry.journal.DiskInUseException;
import io.gputelemetry.journal.JournalDamagedException;
import io.gputelemetry.store.SampleStore;
import io.gputelemetry.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** Opens the store that the settings name. */
public final class Stores {
  /** The part of the data directory that is a store's. */
  public static final String DIRECTORY = "store";

  private static final String FLAG = "flag ";

  private final Machine machine;
  private final Settings settings;
  private final Supplier<SampleStore> running;

  /**
   * For one command.
   *
   * @param running connects to the store that runs at {@code store-url}
   */
  public Stores(Machine machine, Settings settings, Supplier<SampleStore> running) {
    this.machine = machine;
    this.settings = settings;
    this.running = running;
  }

  /**
   * Takes the files of the store, which must be there.
   *
   * @throws StartException if another process has them
   * @throws BadSettingException if there is no store
   */
  public StoreFiles files() {
    requireStore();
    return taken();
  }

  /**
   * Opens the store, which must be there: its files, or a connection to the one that runs.
   *
   * @throws StartException if it cannot be opened
   */
  public OpenStore open() {
    if (isRunning()) {
      return connected();
    }
    requireStore();
    return opened(taken());
  }

  /** The same; a directory without a store gets one. */
  public OpenStore openOrBegin() {
    return isRunning() ? connected() : opened(taken());
  }

  /** Whether the store that is meant runs in another process. */
  public boolean isRunning() {
    if (!settings.isChosen(STORE_URL) || !settings.isChosen(DATA_DIR)) {
      return settings.isChosen(STORE_URL);
    }
    boolean byUrl = settings.origin(STORE_URL).startsWith(FLAG);
    if (byUrl == settings.origin(DATA_DIR).startsWith(FLAG)) {
      throw new BadSettingException(
          "store-url (%s) and data-dir (%s) name a store each; give one of them as a flag"
              .formatted(settings.origin(STORE_URL), settings.origin(DATA_DIR)));
    }
    return byUrl;
  }

  private OpenStore connected() {
    return new OpenStore(running.get(), Optional.empty(), settings.get(STORE_URL));
  }

  private Path data() {
    return Path.of(settings.get(DATA_DIR));
  }

  private void requireStore() {
    Path data = data();
    if (!Files.isDirectory(data)) {
      throw new BadSettingException("data-dir " + data + " is no directory");
    }
    if (!holdsStore(data.resolve(DIRECTORY))) {
      throw new BadSettingException(
          "data-dir "
              + data
              + " holds no store"
              + (holdsStore(data) ? ", it is one: name the directory above it" : ""));
    }
  }

  private static boolean holdsStore(Path directory) {
    return StoreCheck.DIRECTORIES.stream()
        .anyMatch(name -> Files.isDirectory(directory.resolve(name)));
  }

  private StoreFiles taken() {
    Path data = data();
    try {
      Disk disk = machine.disks().open(data).directory(DIRECTORY);
      return new StoreFiles(disk, disk.lock(), disk.location());
    } catch (DiskInUseException e) {
      throw new StartException(
          ExitCode.UNAVAILABLE,
          "the data directory (data-dir " + data + ") is in use: " + e.getMessage(),
          e);
    } catch (IOException e) {
      throw new StartException(
          ExitCode.UNAVAILABLE,
          "the data directory (data-dir " + data + ") cannot be used: " + e.getMessage(),
          e);
    }
  }

  /** What fails on the owner's thread is thrown by the next call, so nobody else need be told. */
  private OpenStore opened(StoreFiles files) {
    try {
      SampleStore store =
          EmbeddedStore.open(
              files.disk(), EmbeddedConfig.DEFAULT, machine.clock()::epochMicros, failure -> {});
      return new OpenStore(store, Optional.of(files), files.place());
    } catch (JournalDamagedException | StoreException e) {
      throw closed(files, ExitCode.DAMAGED, "the store: " + e.getMessage(), e);
    } catch (IOException e) {
      throw closed(
          files,
          ExitCode.IO,
          "the store in " + files.place() + " cannot be opened: " + e.getMessage(),
          e);
    }
  }

  private static StartException closed(
      StoreFiles files, ExitCode code, String message, Exception cause) {
    StartException failure = new StartException(code, message, cause);
    try {
      files.close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }

  /** How a command ends whose store failed. */
  public StartException failed(StoreException e) {
    if (!e.retryable()) {
      return new StartException(ExitCode.DAMAGED, "the store: " + e.getMessage(), e);
    }
    return isRunning()
        ? new StartException(
            ExitCode.UNAVAILABLE, "the store does not answer: " + e.getMessage(), e)
        : new StartException(ExitCode.IO, String.valueOf(e.getMessage()), e);
  }
}
