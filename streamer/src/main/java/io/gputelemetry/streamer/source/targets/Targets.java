package io.gputelemetry.streamer.source.targets;

import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The targets of a streamer: those given, then those of files. A URL that is named twice counts
 * once, as it is named first. Not thread-safe.
 */
public final class Targets {
  private final List<Target> given;
  private final List<TargetFile> files;
  private final Ownership ownership;

  /**
   * Targets of which none is read yet.
   *
   * @param addresses as {@link Target#of} reads them
   * @param files of the form of Prometheus' {@code file_sd_config}
   * @param job the label {@code job} of targets that come without
   * @param ownership which of them count
   * @throws IllegalArgumentException if an address is none
   */
  public Targets(List<String> addresses, List<Path> files, String job, Ownership ownership) {
    this.given = addresses.stream().map(address -> Target.of(address, Map.of(), job)).toList();
    this.files = files.stream().map(path -> new TargetFile(path, job)).toList();
    this.ownership = ownership;
  }

  /** Looks whether files or the ownership have changed, and returns the targets as they are now. */
  public List<Target> refresh() {
    files.forEach(TargetFile::refresh);
    ownership.refresh();
    Map<String, Target> byUrl = new LinkedHashMap<>();
    Stream.of(given, files.stream().flatMap(file -> file.targets().stream()).toList())
        .flatMap(Collection::stream)
        .filter(ownership::owns)
        .forEach(target -> byUrl.putIfAbsent(target.url().toString(), target));
    return List.copyOf(byUrl.values());
  }

  /** What is wrong with files, by the last look. */
  public List<String> problems() {
    return files.stream().map(TargetFile::problem).flatMap(Optional::stream).toList();
  }
}
