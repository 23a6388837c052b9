package io.gputelemetry.embedded;

import io.gputelemetry.embedded.sealed.SealedFile;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Says which files are worth making one of. Files of a window are merged when the small ones are
 * together as large as the largest, so that a row is written again only each time its file doubles;
 * until then small ones are merged among themselves, so that there are never many.
 */
record CompactionPlan(Windows windows) {
  /** So many files of a window of the present are left alone. */
  private static final int FEW = 3;

  /** So many files are read at once at most, which bounds the memory for that. */
  static final int MAX_INPUTS = 16;

  /** The files of the oldest window in which there is something to do. */
  Optional<List<SealedFile>> next(List<SealedFile> files, long nowMicros) {
    return byWindow(files, nowMicros).stream()
        .map(group -> worthMerging(group, isOver(group, nowMicros) ? 1 : FEW))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** The same, with no file too many left. */
  Optional<List<SealedFile>> all(List<SealedFile> files, long nowMicros) {
    return byWindow(files, nowMicros).stream()
        .filter(group -> group.size() > 1)
        .map(CompactionPlan::smallestFirst)
        .map(CompactionPlan::atOnce)
        .findFirst();
  }

  private Collection<List<SealedFile>> byWindow(List<SealedFile> files, long nowMicros) {
    return files.stream()
        .collect(
            Collectors.groupingBy(
                file -> windows.of(file.firstTime(), nowMicros).first(),
                TreeMap::new,
                Collectors.toList()))
        .values();
  }

  private boolean isOver(List<SealedFile> group, long nowMicros) {
    return windows.isOver(windows.of(group.getFirst().firstTime(), nowMicros), nowMicros);
  }

  private static Optional<List<SealedFile>> worthMerging(List<SealedFile> group, int few) {
    List<SealedFile> bySize = smallestFirst(group);
    List<SealedFile> small = bySize.subList(0, bySize.size() - 1);
    long smallSamples = small.stream().mapToLong(SealedFile::samples).sum();
    if (group.size() > few && smallSamples >= bySize.getLast().samples()) {
      return Optional.of(atOnce(bySize));
    }
    return small.size() > FEW ? Optional.of(atOnce(small)) : Optional.empty();
  }

  private static List<SealedFile> smallestFirst(List<SealedFile> files) {
    return files.stream().sorted(Comparator.comparingLong(SealedFile::samples)).toList();
  }

  private static List<SealedFile> atOnce(List<SealedFile> files) {
    return files.subList(0, Math.min(files.size(), MAX_INPUTS));
  }
}
