package io.gputelemetry.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** House rules that a reader would otherwise have to remember. */
class TidyTest {
  private static final int MAIN_FILE_LINES = 400;
  private static final int TEST_FILE_LINES = 600;
  private static final int METHOD_LINES = 60;
  private static final int README_LINES = 120;

  private static final Pattern BANNED_TYPE =
      Pattern.compile(".*(Manager|Helper|Utils?|Impl)$|^Abstract.*");
  private static final Pattern BANNED_FOLDER =
      Pattern.compile("common|core-util|util|utils|impl|internal|misc");
  // Spelled in pieces so that this file does not find itself.
  private static final Pattern BANNED_TEXT =
      Pattern.compile(
          "\\b(TO"
              + "DO|FIX"
              + "ME|XX"
              + "X)\\b|@Dis"
              + "abled|Thread\\.sl"
              + "eep\\(|assumeTrue\\(fal"
              + "se");
  private static final Pattern BANNED_IN_MAIN = Pattern.compile("System\\.(out|err)\\b");
  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)#\\s]+)(#[^)]*)?\\)");

  private static final Pattern NAMED_TEST =
      Pattern.compile("`([A-Z]\\w*(?:Test|Contract|Benchmark))\\b");

  @Test
  void files_areShortEnoughToRead() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : Project.files(".java")) {
      long lines = Files.readAllLines(file).size();
      if (lines > (isTest(file) ? TEST_FILE_LINES : MAIN_FILE_LINES)) {
        found.add(name(file) + " has " + lines + " lines");
      }
    }
    assertThat(found).isEmpty();
  }

  @Test
  void methods_areShortEnoughToRead() throws IOException {
    List<String> found = new ArrayList<>();
    for (JavaSource source : JavaSource.all()) {
      source.methods().stream()
          .filter(method -> method.lines() > METHOD_LINES)
          .forEach(method -> found.add(name(source.file()) + " " + method));
    }
    assertThat(found).isEmpty();
  }

  @Test
  void names_sayWhatThingsAre() throws IOException {
    List<String> found = new ArrayList<>();
    for (JavaSource source : JavaSource.all()) {
      source.types().stream()
          .filter(type -> BANNED_TYPE.matcher(type).matches())
          .forEach(type -> found.add(name(source.file()) + " declares " + type));
      if (BANNED_FOLDER.matcher(folder(source.file())).matches()) {
        found.add(name(source.file()) + " is in a folder that says nothing");
      }
    }
    assertThat(found).isEmpty();
  }

  @Test
  void everyPackage_saysWhatItIs() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : Project.files(".java")) {
      Path info = file.resolveSibling("package-info.java");
      if (!isTest(file) && !Files.exists(info)) {
        found.add(name(file) + " has no package-info.java beside it");
      } else if (file.equals(info) && !Files.readString(file).contains("@NullMarked")) {
        found.add(name(file) + " is not @NullMarked");
      }
    }
    assertThat(found).isEmpty();
  }

  @Test
  void sources_holdNothingUnfinished() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : Project.files(".java")) {
      String text = Files.readString(file);
      if (BANNED_TEXT.matcher(text).find()) {
        found.add(name(file) + " holds " + BANNED_TEXT.pattern());
      }
      if (!isTest(file)
          && !name(file).startsWith("benchmarks")
          && BANNED_IN_MAIN.matcher(text).find()
          && !name(file).startsWith("app/")) {
        found.add(name(file) + " prints");
      }
    }
    assertThat(found).isEmpty();
  }

  @Test
  void readme_isShort() throws IOException {
    assertThat(Files.readAllLines(Project.root().resolve("README.md")))
        .hasSizeLessThan(README_LINES);
  }

  @Test
  void documents_haveNoDeadLinks() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path page : Project.files(".md")) {
      var links = LINK.matcher(Files.readString(page));
      while (links.find()) {
        String target = links.group(1);
        if (!target.contains("://") && !Files.exists(page.resolveSibling(target))) {
          found.add(name(page) + " links to " + target);
        }
      }
    }
    assertThat(found).isEmpty();
  }

  @Test
  void documents_nameOnlyTestsThatExist() throws IOException {
    Set<String> sources = new HashSet<>();
    Project.files(".java").forEach(file -> sources.add(String.valueOf(file.getFileName())));
    List<String> found = new ArrayList<>();
    for (Path page : Project.files(".md")) {
      NAMED_TEST
          .matcher(Files.readString(page))
          .results()
          .map(match -> match.group(1))
          .filter(test -> !sources.contains(test + ".java"))
          .forEach(test -> found.add(name(page) + " names " + test));
    }
    assertThat(found).isEmpty();
  }

  private static boolean isTest(Path file) {
    return file.toString().contains("/src/test/");
  }

  private static String name(Path file) {
    return Project.root().relativize(file).toString();
  }

  private static String folder(Path file) {
    Path parent = file.getParent();
    return parent == null ? "" : String.valueOf(parent.getFileName());
  }
}
