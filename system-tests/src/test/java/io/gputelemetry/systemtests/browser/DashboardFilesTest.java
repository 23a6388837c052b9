package io.gputelemetry.systemtests.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ViewportSize;
import io.gputelemetry.queue.MessageQueue;
import io.gputelemetry.systemtests.crash.CsvModel;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Shows fleets that come from files: one without one of its GPUs, and one whose names are meant to
 * do harm. With {@code -Dcapture=<file>} a capture of a real fleet is shown as well, and pictures
 * of it are left in {@code system-tests/target/screenshots}.
 */
@Tag("proof")
class DashboardFilesTest {
  private final Chromium chromium = new Chromium();

  @AfterEach
  void closeBrowser() {
    chromium.close();
  }

  @Test
  void file_hostWithSevenGpus_namesTheOneThatIsMissing(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("fleet.csv");
    FleetFile.withoutOneGpu(file);
    try (Pipeline pipeline = pipeline(directory, file, 5_000);
        WatchedPage page = chromium.open(pipeline.url(), 1600, 900, ColorScheme.DARK)) {
      awaitValues(page, 247);

      assertThat(page.find("[data-host$='012'] .count").innerText()).isEqualTo("7 of 8");
      assertThat(page.find("[data-host$='012'] .note").innerText()).isEqualTo("missing 6");
      assertThat(page.find("[data-host$='012'] .missing").getAttribute("title"))
          .isEqualTo("GPU 6: missing");
      assertThat(page.text("[data-tile=missing]")).isEqualTo("1");
      requireFitsEverywhere(page, "fleet-of-31");
    }
    String capture = System.getProperty("capture", "");
    if (!capture.isEmpty()) {
      showCapture(directory.resolve("capture"), Path.of(capture));
    }
  }

  private void showCapture(Path directory, Path capture) throws IOException {
    long gpus = CsvModel.read(capture).rows().stream().map(CsvModel.Row::uuid).distinct().count();
    try (Pipeline pipeline = pipeline(directory, capture, 5_000);
        WatchedPage page = chromium.open(pipeline.url(), 1600, 900, ColorScheme.DARK)) {
      awaitValues(page, gpus);
      requireFitsEverywhere(page, "capture");
    }
  }

  @Test
  void names_thatAreMarkup_areShownAsTheyAre(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("hostile.csv");
    FleetFile.hostile(file);
    try (Pipeline pipeline = pipeline(directory, file, 40);
        WatchedPage page = chromium.open(pipeline.url())) {
      awaitValues(page, 3);
      assertThat(page.find(".host .name a").allInnerTexts())
          .containsExactlyInAnyOrder(FleetFile.HOST, FleetFile.LONG);
      requireFitsEverywhere(page, "hostile-fleet");

      page.find(".host .name a:has-text('onerror')").click();
      page.await("() => document.querySelector('h1')?.textContent === " + quoted(FleetFile.HOST));
      assertThat(page.text(".facts")).contains(FleetFile.MODEL);
      page.await("() => document.querySelectorAll('canvas').length >= 1");
      requireFitsEverywhere(page, "hostile-host");

      page.find("tbody a:text-is('GPU 0')").click();
      page.await(
          "() => document.querySelector('h1')?.textContent === "
              + quoted(FleetFile.HOST + ", GPU 0"));
      assertThat(page.text(".facts")).contains(FleetFile.MODEL, FleetFile.UUID, FleetFile.DEVICE);
      page.await("() => document.querySelectorAll('canvas').length === 2");
      assertThat(page.find("figcaption").allInnerTexts()).contains(FleetFile.METRIC);
      assertThat(page.text("tbody")).contains(FleetFile.METRIC, FleetFile.LABEL);
      requireFitsEverywhere(page, "hostile-gpu");

      page.find(".up a:has-text('onerror')").click();
      page.await("() => document.querySelector('h1')?.textContent === " + quoted(FleetFile.HOST));
      page.requireNoProblems();
    }
  }

  @Test
  void names_ofTwoHundredCharacters_doNotBreakTheLayout(@TempDir Path directory)
      throws IOException {
    Path file = directory.resolve("hostile.csv");
    FleetFile.hostile(file);
    try (Pipeline pipeline = pipeline(directory, file, 40);
        WatchedPage page = chromium.open(pipeline.url());
        MessageQueue client = pipeline.connect(FleetFile.HOST)) {
      awaitValues(page, 3);
      page.go("#/host/" + FleetFile.LONG);
      page.find("h1:text-is('" + FleetFile.LONG + "')").waitFor();
      page.await("() => document.querySelectorAll('canvas').length === 1");
      requireFitsEverywhere(page, "long-host");
      page.go("#/gpu/" + FleetFile.LONG);
      page.find("h1:text-is('" + FleetFile.LONG + ", GPU 0')").waitFor();
      page.await("() => document.querySelectorAll('canvas').length === 2");
      requireFitsEverywhere(page, "long-gpu");
      page.go("#/host/no-" + FleetFile.LONG);
      page.find("h1:text-is('No such host')").waitFor();
      requireFitsEverywhere(page, "long-nobody");
      for (String metric : List.of(FleetFile.METRIC, FleetFile.LONG)) {
        page.go("#/?metric=" + URLEncoder.encode(metric, StandardCharsets.UTF_8));
        page.find(".picker a[aria-checked=true]:has-text('" + metric.substring(0, 4) + "')")
            .waitFor();
        requireFitsEverywhere(page, "hostile-metric");
      }

      assertThat(client.inspect()).isNotEmpty();
      page.go("#/pipeline");
      page.find("td:text-is(" + quoted(FleetFile.HOST) + ")").waitFor();
      requireFitsEverywhere(page, "hostile-pipeline");
    }
  }

  @Test
  void series_withAlikeNames_areLinesOfTheirOwn(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("hostile.csv");
    FleetFile.hostile(file);
    try (Pipeline pipeline = pipeline(directory, file, 40);
        WatchedPage page = chromium.open(pipeline.url())) {
      awaitValues(page, 3);
      page.find(".host .name a:has-text('onerror')").click();
      page.await(
          "() => document.querySelector('canvas')"
              + " && Chart.getChart(document.querySelector('canvas')).data.datasets.length >= 5");

      List<?> lines =
          (List<?>)
              Objects.requireNonNull(
                  page.evaluate(
                      "Chart.getChart(document.querySelector('canvas')).data.datasets.map(line =>"
                          + " line.label + ': ' + [...new Set(line.data.map(point => point.y))]"
                          + ".filter(y => !Number.isNaN(y)))"));
      assertThat(lines.stream().map(String::valueOf))
          .containsExactlyInAnyOrder(
              "GPU 0: 10",
              "GPU 0 link " + FleetFile.LABEL + ": 40",
              "GPU 0 link 0: 20",
              "GPU 0 nvlink 0: 30",
              "GPU 1: 50");
      page.requireNoProblems();
    }
  }

  private static Pipeline pipeline(Path directory, Path file, int rate) throws IOException {
    return new Pipeline(
        Files.createDirectories(directory),
        Map.of("CSV_PATH", file.toString(), "RATE", Integer.toString(rate)));
  }

  private static void awaitValues(WatchedPage page, long gpus) {
    page.go("");
    page.await("() => document.querySelectorAll('.grid .cell[data-value]').length >= " + gpus);
  }

  /** Nothing of the data became an element or ran, and the view fits a desktop and a phone. */
  private static void requireFitsEverywhere(WatchedPage page, String picture) throws IOException {
    ViewportSize before = page.page.viewportSize();
    assertThat(page.find("main img, main script, main iframe").count()).isZero();
    page.requireFits();
    page.screenshot(picture);
    page.page.setViewportSize(360, 740);
    page.requireFits();
    page.screenshot("phone-" + picture);
    page.page.setViewportSize(before.width, before.height);
    page.requireNoProblems();
  }

  /** As a literal of the page's language, which is the same in a selector. */
  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
