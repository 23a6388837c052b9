package io.gputelemetry.app.terminal;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.StartException;
import io.gputelemetry.app.settings.BadSettingException;
import io.gputelemetry.journal.Disk;
import io.gputelemetry.journal.DiskInUseException;
import io.gputelemetry.journal.JournalCheck;
import io.gputelemetry.journal.JournalCheck.Cure;
import io.gputelemetry.journal.JournalCheck.Damage;
import io.gputelemetry.journal.JournalCheck.FileState;
import io.gputelemetry.journal.JournalDamagedException;
import io.gputelemetry.journal.JournalRepair;
import io.gputelemetry.journal.JournalRepair.Repaired;
import io.gputelemetry.journal.RealDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** {@code log …}: the files of a topic, or of any other log. */
final class LogVerbs {
  private static final String NOUN = "log";
  private static final String DIR = "DIR";
  private static final String LOCK = "lock";

  private LogVerbs() {}

  static List<Verb> verbs() {
    return List.of(
        Verb.of(
                NOUN,
                "verify",
                "Checks every byte of a log and writes nothing. Ends with 0 if all is well, with 1"
                    + " if something is damaged. A torn end is what a crash leaves: the next start"
                    + " cuts it. While a broker writes, its end may look torn.",
                LogVerbs::verify)
            .arguments("1", DIR, "The directory, for example data/broker/topics/telemetry.")
            .ofFiles()
            .example("gpu-telemetry log verify data/broker/topics/telemetry"),
        Verb.of(
                NOUN,
                "repair",
                "Takes out what is damaged in closed files of a topic: a gap of as many offsets is"
                    + " left, and groups go on behind it. The files are kept beside as .damaged-1"
                    + " and so on.",
                LogVerbs::repair)
            .arguments("1", DIR, "The directory, which no process may hold.")
            .confirmed()
            .ofFiles()
            .example("gpu-telemetry log repair data/broker/topics/telemetry --yes"));
  }

  private static ExitCode verify(Call call) throws IOException {
    List<FileState> states = check(directory(call));
    call.output().list(states.stream().map(LogVerbs::row).toList(), "");
    boolean whole = states.stream().allMatch(state -> state.damages().isEmpty());
    tell(call, states);
    return whole ? ExitCode.FINE : ExitCode.DIFFERENT;
  }

  private static void tell(Call call, List<FileState> states) {
    for (FileState state : states) {
      if (state.tornBytes() > 0) {
        call.output()
            .say(
                state.file()
                    + ": the last "
                    + state.tornBytes()
                    + " bytes are torn; the next start cuts them");
      }
      state.damages().forEach(damage -> call.output().say(sentence(damage)));
    }
  }

  private static List<FileState> check(Path directory) throws IOException {
    List<FileState> states = JournalCheck.check(RealDisk.toRead(directory));
    if (states.isEmpty()) {
      throw new BadSettingException(DIR + " " + directory + " holds no log");
    }
    return states;
  }

  private static Path directory(Call call) {
    Path directory = Path.of(call.asked().word().orElseThrow(() -> Asked.missing(DIR)));
    if (!Files.isDirectory(directory)) {
      throw new BadSettingException(DIR + " " + directory + " is no directory");
    }
    return directory;
  }

  private static Row row(FileState state) {
    List<Row> damages = state.damages().stream().map(LogVerbs::row).toList();
    return new Row()
        .with("file", state.file())
        .with("bytes", state.bytes())
        .with("batches", state.batches())
        .with("messages", state.messages())
        .with("gap_messages", state.gapMessages())
        .with("torn_bytes", state.tornBytes())
        .with("damages", Output.array(damages), Integer.toString(damages.size()));
  }

  private static Row row(Damage damage) {
    return new Row()
        .with("byte", damage.position())
        .with("offset", damage.offset())
        .with("end_offset", damage.endOffset())
        .with("problem", damage.problem())
        .with("repair", cure(damage.cure()));
  }

  private static String sentence(Damage damage) {
    String offset = damage.offset() < 0 ? "" : " (offset " + damage.offset() + ")";
    return damage.file()
        + " is damaged at byte "
        + damage.position()
        + offset
        + ": "
        + damage.problem()
        + "; a repair "
        + cure(damage.cure());
  }

  private static String cure(Cure cure) {
    return switch (cure) {
      case GAP -> "leaves a gap";
      case LEAVE_OUT -> "leaves this file and all before it out";
      case NONE -> "is not possible: restore the file from a backup";
    };
  }

  private static ExitCode repair(Call call) throws IOException {
    Path directory = directory(call);
    long damages = check(directory).stream().mapToLong(state -> state.damages().size()).sum();
    if (damages == 0) {
      call.output().say("There is nothing to repair.");
      return ExitCode.FINE;
    }
    call.asked().confirmed("takes what is damaged (" + damages + " places) out of " + directory);
    Disk disk = call.machine().disks().open(directory);
    try (AutoCloseable _ = locked(call, directory.toAbsolutePath().normalize())) {
      List<Repaired> repaired = JournalRepair.repair(disk);
      call.output().list(repaired.stream().map(LogVerbs::row).toList(), "");
      return ExitCode.FINE;
    } catch (DiskInUseException e) {
      throw new StartException(ExitCode.UNAVAILABLE, String.valueOf(e.getMessage()), e);
    } catch (JournalDamagedException e) {
      throw new StartException(ExitCode.DAMAGED, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("the lock of " + directory + " cannot be released", e);
    }
  }

  private static Row row(Repaired repaired) {
    return new Row()
        .with("file", repaired.file())
        .with("kept_as", repaired.kept())
        .with("repair", cure(repaired.cure()));
  }

  /** The lock of who owns the directory, which may be that of one above. */
  private static AutoCloseable locked(Call call, Path directory) throws IOException {
    Optional<Path> owner = Optional.of(directory);
    while (owner.isPresent() && !Files.exists(owner.get().resolve(LOCK))) {
      owner = Optional.ofNullable(owner.get().getParent());
    }
    return call.machine().disks().open(owner.orElse(directory)).lock();
  }
}
