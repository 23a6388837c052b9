package io.gputelemetry.streamer.source.csv;

import io.gputelemetry.streamer.source.SourceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** Which files a path means: itself, all of a directory, or all that a pattern matches. */
public final class CsvPaths {
  /** Files that are read as one. */
  static final int FILES_MAX = 10_000;

  private static final List<String> ENDINGS = List.of(".csv", ".csv.gz", ".csv.zst");
  private static final int DEEPEST = 32;

  private CsvPaths() {}

  /**
   * The files, by name; at least one.
   *
   * @throws SourceException if there is none, or more than 10,000
   * @param written a file, a directory (its {@code *.csv}, {@code *.csv.gz} and {@code *.csv.zst}),
   *     or a glob, in quotes so that no shell resolves it; hidden files and those in hidden folders
   *     are left out unless the glob itself names something hidden
   */
  public static List<Path> of(String written) {
    Path path = Path.of(written);
    if (Files.isDirectory(path)) {
      return some(
          path,
          1,
          file -> isCsv(file) && !isHidden(path, file),
          path + " is a directory without *.csv, *.csv.gz or *.csv.zst");
    }
    if (Files.exists(path)) {
      return List.of(path);
    }
    if (isGlob(written)) {
      return matching(path);
    }
    throw new SourceException(
        "there is no file " + path.toAbsolutePath() + "; check the path, or give none to simulate");
  }

  private static boolean isCsv(Path file) {
    String name = String.valueOf(file.getFileName());
    return ENDINGS.stream().anyMatch(name::endsWith);
  }

  /** Below the folder; a mounted volume holds its files a second time in such a one. */
  private static boolean isHidden(Path folder, Path file) {
    return namesHidden(folder.toString().isEmpty() ? file : folder.relativize(file));
  }

  private static boolean namesHidden(Path path) {
    for (Path name : path) {
      if (name.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }

  private static boolean isGlob(String text) {
    return text.chars().anyMatch(c -> "*?[{".indexOf(c) >= 0);
  }

  private static List<Path> matching(Path pattern) {
    int fixed = 0;
    while (!isGlob(pattern.getName(fixed).toString())) {
      fixed++;
    }
    Path here = pattern.isAbsolute() ? pattern.getRoot() : Path.of("");
    Path root = fixed == 0 ? here : here.resolve(pattern.subpath(0, fixed));
    int depth = pattern.toString().contains("**") ? DEEPEST : pattern.getNameCount() - fixed;
    String nothing = "no file matches " + pattern + "; check the pattern";
    if (!Files.isDirectory(root)) {
      throw new SourceException(nothing);
    }
    PathMatcher matcher = matcher(pattern);
    boolean hidden = namesHidden(pattern.subpath(fixed, pattern.getNameCount()));
    return some(
        root, depth, file -> matcher.matches(file) && (hidden || !isHidden(root, file)), nothing);
  }

  private static PathMatcher matcher(Path pattern) {
    try {
      return FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    } catch (PatternSyntaxException e) {
      throw new SourceException(
          pattern + " is no pattern (" + e.getDescription() + "); check its brackets", e);
    }
  }

  private static List<Path> some(Path root, int depth, Predicate<Path> wanted, String nothing) {
    try (Stream<Path> all = Files.walk(root, depth)) {
      List<Path> files =
          all.filter(file -> wanted.test(file) && Files.isRegularFile(file))
              .sorted()
              .limit(FILES_MAX + 1)
              .toList();
      if (files.isEmpty()) {
        throw new SourceException(nothing);
      }
      if (files.size() > FILES_MAX) {
        throw new SourceException(
            root + " has more than " + FILES_MAX + " such files; give a narrower pattern");
      }
      return files;
    } catch (IOException | UncheckedIOException e) {
      throw new SourceException(root + " cannot be read: " + e.getMessage(), e);
    }
  }
}
