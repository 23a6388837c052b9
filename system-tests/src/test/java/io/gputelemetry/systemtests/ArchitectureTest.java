package io.gputelemetry.systemtests;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** Holds the code and the poms to the arrows below. Changing this text is a design decision. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArchitectureTest {

  /**
   * Who may use whom; everything else is forbidden. A module's own packages and libraries are
   * always allowed.
   */
  private static final String ARROWS =
      """
      telemetry      -> nothing
      journal        -> nothing
      wire           -> nothing
      runtime        -> nothing
      exposition     -> nothing
      queue          -> wire
      broker         -> queue, journal, wire, runtime
      store          -> telemetry
      store-embedded -> store, telemetry, journal, wire, runtime
      store-remote   -> store, telemetry, wire
      streamer       -> telemetry, queue, exposition, runtime
      collector      -> telemetry, queue, store, runtime
      api            -> telemetry, store, queue, runtime
      app            -> telemetry, journal, wire, runtime, exposition, queue, broker, store, store-embedded, store-remote, streamer, collector, api
      """;

  private static final String ROOT = "io.gputelemetry.";
  private static final Pattern OWN_DEPENDENCY =
      Pattern.compile(
          "<groupId>io.gputelemetry</groupId>\\s*<artifactId>([a-z-]+)</artifactId>(?!\\s*<version>)(?!.*test)");

  private final Map<String, Set<String>> arrows = parse();
  private JavaClasses production = new ClassFileImporter().importPackages();

  @BeforeAll
  void importClasses() {
    production =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("io.gputelemetry");
  }

  private static Map<String, Set<String>> parse() {
    Map<String, Set<String>> parsed = new LinkedHashMap<>();
    for (String line : ARROWS.lines().toList()) {
      String[] sides = line.split("->", 2);
      Set<String> targets = new TreeSet<>(List.of(sides[1].strip().split("\\s*,\\s*")));
      targets.remove("nothing");
      parsed.put(sides[0].strip(), targets);
    }
    return parsed;
  }

  /**
   * The package of a module: the last word of its name, so {@code store-embedded} is {@code
   * embedded}.
   */
  private static String packageOf(String module) {
    return ROOT + module.substring(module.lastIndexOf('-') + 1);
  }

  @TestFactory
  List<DynamicTest> classes_useOnlyWhatTheArrowsAllow() {
    List<DynamicTest> tests = new ArrayList<>();
    arrows.forEach((module, targets) ->
        tests.add(DynamicTest.dynamicTest(module, () -> checkClasses(module, targets))));
    return tests;
  }

  private void checkClasses(String module, Set<String> targets) {
    List<String> allowed = new ArrayList<>(targets.stream().map(t -> packageOf(t) + "..").toList());
    allowed.add(packageOf(module) + "..");
    classes()
        .that()
        .resideInAPackage(packageOf(module) + "..")
        .should()
        .onlyDependOnClassesThat(
            DescribedPredicate.or(
                JavaClass.Predicates.resideOutsideOfPackage("io.gputelemetry.."),
                JavaClass.Predicates.resideInAnyPackage(allowed.toArray(String[]::new))))
        .check(production);
  }

  @Test
  void poms_dependOnlyOnWhatTheArrowsAllow() throws IOException {
    for (var arrow : arrows.entrySet()) {
      String pom = Files.readString(Project.root().resolve(arrow.getKey()).resolve("pom.xml"));
      String own = pom.substring(pom.indexOf("</parent>"));
      Set<String> used = new TreeSet<>();
      own.lines()
          .map(OWN_DEPENDENCY::matcher)
          .filter(java.util.regex.Matcher::find)
          .forEach(match -> used.add(match.group(1)));
      assertThat(arrow.getValue()).as("pom of " + arrow.getKey()).containsAll(used);
    }
  }

  @Test
  void everyModule_isInTheArrowsOrIsAProof() throws IOException {
    Set<String> modules = new TreeSet<>();
    try (var folders = Files.list(Project.root())) {
      folders
          .filter(folder -> Files.exists(folder.resolve("pom.xml")))
          .map(Path::getFileName)
          .forEach(name -> modules.add(name.toString()));
    }
    modules.removeAll(Set.of("system-tests", "benchmarks"));
    assertThat(modules).isEqualTo(new TreeSet<>(arrows.keySet()));
  }

  @Test
  void onlyApp_readsTheEnvironment() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.gputelemetry.app..")
        .should()
        .callMethod(System.class, "getenv")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .orShould()
        .callMethod(System.class, "getProperty", String.class)
        .check(production);
  }

  @Test
  void onlyTheSystemClock_readsTheMachinesTime() {
    noClasses()
        .that()
        .doNotHaveSimpleName("SystemClock")
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .because("time comes in by constructor")
        .check(production);
  }

  @Test
  void theBrokersStateMachine_touchesNoThreadFileOrSocket() {
    noClasses()
        .that()
        .resideInAPackage("io.gputelemetry.broker.core..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.net..", "java.nio.channels..", "java.nio.file..", "java.util.concurrent.locks..")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Thread.class)
        .because("it must run in a simulator")
        .check(production);
  }

  @Test
  void nobody_deserialisesObjects() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .areAssignableTo(java.io.ObjectInputStream.class)
        .check(production);
  }
}
