package io.gputelemetry.systemtests.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Looks at a live fleet of 4 hosts with 8 GPUs: what is shown, where it leads, by what means. */
@Tag("proof")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DashboardTest {
  private static final String CELLS = ".grid .cell";
  private static final String CHART_POINTS =
      "[...document.querySelectorAll('canvas')].map(canvas => Chart.getChart(canvas).data.datasets"
          + ".reduce((sum, line) => sum + line.data.length, 0))";

  private final Chromium chromium = new Chromium();
  private Pipeline pipeline;

  @BeforeAll
  void start(@TempDir Path directory) throws IOException {
    pipeline =
        new Pipeline(
            directory,
            Map.of(
                "SIMULATOR_HOSTS", "4",
                "SIMULATOR_GPUS", "8",
                "SIMULATOR_DROP_GPU", "21",
                "SIMULATOR_DROP_AFTER", "5s",
                "RATE", "320"));
  }

  @AfterAll
  void stop() {
    chromium.close();
    pipeline.close();
  }

  private WatchedPage fleet() {
    WatchedPage page = chromium.open(pipeline.url());
    page.go("");
    page.await("() => document.querySelectorAll('" + CELLS + "[data-value]').length >= 31");
    return page;
  }

  @Test
  void fleet_opened_showsEveryGpuAndTheCounts() throws IOException {
    try (WatchedPage page = fleet()) {
      page.find(".grid .cell.silent").first().waitFor();

      assertThat(page.find("[role=row]").count()).isEqualTo(4);
      assertThat(page.find(CELLS).count()).isEqualTo(32);
      assertThat(page.text("[data-tile=hosts]")).isEqualTo("4");
      assertThat(page.text("[data-tile=reporting]")).isEqualTo("31");
      assertThat(page.text("[data-tile=silent]")).isEqualTo("1");
      assertThat(page.text("[data-tile=missing]")).isEqualTo("0");
      assertThat(page.text("[data-host=sim-dgx-003] .count")).isEqualTo("7 of 8");
      assertThat(page.text("[data-host=sim-dgx-003] .note")).isEqualTo("silent 5");
      assertThat(page.text("[data-host=sim-dgx-001] .count")).isEqualTo("8 of 8");
      assertThat(page.find(".legend").innerText()).contains("0", "100 %", "silent", "missing");
      page.screenshot("fleet");
      page.requireNoProblems();
    }
  }

  @Test
  void fleet_value_isThatOfTheApiAtItsTime() {
    try (WatchedPage page = fleet()) {
      String read =
          "() => { const cell = document.querySelector('.grid .cell[data-value]:not(.silent)');"
              + " return {...cell.dataset, text: cell.textContent}; }";
      Map<?, ?> shown = (Map<?, ?>) Objects.requireNonNull(page.evaluate(read));
      List<Map<String, Object>> rows =
          page.rows(
              "gpus/%s/telemetry?metric_name=DCGM_FI_DEV_GPU_UTIL&start_time=%s&end_time=%s"
                  .formatted(shown.get("uuid"), shown.get("timestamp"), shown.get("timestamp")));

      assertThat(rows).hasSize(1);
      double value = ((Number) Objects.requireNonNull(rows.getFirst().get("value"))).doubleValue();
      assertThat(Double.parseDouble(String.valueOf(shown.get("value")))).isEqualTo(value);
      assertThat(shown.get("text")).isEqualTo(Long.toString(Math.round(value)));
    }
  }

  @Test
  void fleet_values_followTheApi() {
    try (WatchedPage page = fleet()) {
      page.evaluate(
          "window.first = document.querySelector('.grid .cell[data-value]').dataset.timestamp");
      page.await(
          "() => document.querySelector('.grid .cell[data-value]').dataset.timestamp > first");
      page.requireNoProblems();
    }
  }

  @Test
  void metric_picked_coloursTheGridAndStaysInTheAddress() throws IOException {
    try (WatchedPage page = fleet()) {
      page.find(".picker a").getByText("Temperature").click();
      page.await("() => document.querySelector('.grid').dataset.ramp === 'heat'");
      page.await("() => document.querySelector('.legend').innerText.includes('°C')");

      assertThat(page.page.url()).endsWith("#/?metric=DCGM_FI_DEV_GPU_TEMP");
      page.page.reload();
      page.await("() => document.querySelector('.grid')?.dataset.ramp === 'heat'");
      page.screenshot("fleet-temperature");
      page.requireNoProblems();
    }
  }

  @Test
  void keys_inTheGrid_moveOpenAndGoBack() {
    try (WatchedPage page = fleet()) {
      page.find("[data-host=sim-dgx-001] .cell[data-index='0']").focus();
      page.page.keyboard().press("ArrowRight");
      page.page.keyboard().press("ArrowRight");
      page.page.keyboard().press("ArrowDown");
      assertThat(
              page.isTrue(
                  "document.activeElement.matches('[data-host=sim-dgx-002] [data-index=\"2\"]')"))
          .isTrue();
      assertThat(page.isTrue("getComputedStyle(document.activeElement).outlineStyle !== 'none'"))
          .isTrue();

      page.page.keyboard().press("Enter");
      page.find("h1:has-text('sim-dgx-002, GPU 2')").waitFor();
      page.page.keyboard().press("Escape");
      page.await(
          "() => document.activeElement.matches('[data-host=sim-dgx-002] [data-index=\"2\"]')");
      page.page.keyboard().press("Home");
      page.page.keyboard().press("Enter");
      page.find("h1:has-text('sim-dgx-002')").waitFor();
      assertThat(page.page.url()).endsWith("#/host/sim-dgx-002");
      page.requireNoProblems();
    }
  }

  @Test
  void gpu_opened_showsItsChartsAndValues() throws IOException {
    try (WatchedPage page = fleet()) {
      page.find("[data-host=sim-dgx-002] .cell[data-index='1']").click();
      page.find("h1:has-text('sim-dgx-002, GPU 1')").waitFor();
      page.await(
          "() => { const points = "
              + CHART_POINTS
              + "; return points.length === 10 && Math.min(...points) >= 5; }");

      assertThat(page.text(".facts")).contains("reporting", "NVIDIA H100", "GPU-");
      assertThat(page.find("tbody tr").count()).isEqualTo(10);
      assertThat(page.text("figcaption")).isEqualTo("Utilisation (%)");
      page.find(".picker a").getByText("15 min").click();
      page.find(".picker a[aria-checked=true]:has-text('15 min')").waitFor();
      assertThat(page.page.url()).contains("?range=15");
      page.await("() => Math.min(..." + CHART_POINTS + ") >= 5");
      page.screenshot("gpu");
      page.page.goBack();
      page.page.goBack();
      page.find(CELLS).first().waitFor();
      page.requireNoProblems();
    }
  }

  @Test
  void host_opened_showsALineForEachGpu() throws IOException {
    try (WatchedPage page = fleet()) {
      page.find("[data-host=sim-dgx-003] .name a").click();
      page.find("h1:has-text('sim-dgx-003')").waitFor();
      page.await(
          "() => { const points = "
              + CHART_POINTS
              + "; return points.length === 4 && Math.min(...points) >= 30; }");
      page.find(".facts dd:has-text('degraded')").waitFor();

      assertThat(
              page.number("Chart.getChart(document.querySelector('canvas')).data.datasets.length"))
          .isEqualTo(8);
      assertThat(page.text(".facts")).contains("7 of 8", "degraded");
      page.screenshot("host");
      page.requireNoProblems();
    }
  }

  @Test
  void host_withFarMoreExpectedThanListed_hasTheCellsOfTheList() {
    try (WatchedPage page = chromium.open(pipeline.url())) {
      page.page.route("**/api/v1/hosts?*", route -> expecting(route, 2_000_000_000, List.of()));
      page.go("");
      page.find(".host .count:has-text('of 2000000000')").nth(3).waitFor();
      assertThat(page.find(CELLS).count()).isEqualTo(32);

      page.page.unroute("**/api/v1/hosts?*");
      List<Integer> missing = IntStream.range(8, 1_000).boxed().toList();
      page.page.route("**/api/v1/hosts?*", route -> expecting(route, 1_000, missing));
      page.find(".host .count:has-text('of 1000')").nth(3).waitFor();
      assertThat(page.find(CELLS).count()).isEqualTo(4 * 256);
      page.requireFits();
      assertThat(page.find(CELLS).first().boundingBox().width).as("of a cell").isGreaterThan(20);
      assertThat(page.find("[data-host=sim-dgx-002]").boundingBox().y)
          .as("where the second host begins")
          .isGreaterThanOrEqualTo(bottom(page.find("[data-host=sim-dgx-001] .cell").last()));
      page.requireNoProblems();
    }
  }

  /** The real answer, but each host should have more GPUs, of which some are missing. */
  private static void expecting(Route route, int expected, List<Integer> missing) {
    APIResponse real = route.fetch();
    String body =
        real.text()
            .replaceAll("\"expected_count\":\\s*8", "\"expected_count\":" + expected)
            .replaceAll("\"missing\":\\s*\\[]", "\"missing\":" + missing);
    route.fulfill(new Route.FulfillOptions().setResponse(real).setBody(body));
  }

  private static double bottom(Locator element) {
    BoundingBox box = element.boundingBox();
    return box.y + box.height;
  }

  @Test
  void names_thatAreNotThere_areSaidInWords() {
    try (WatchedPage page = chromium.open(pipeline.url())) {
      page.go("#/host/nobody");
      page.find("h1:has-text('No such host')").waitFor();
      page.go("#/nothing");
      page.find("h1:has-text('No such page')").waitFor();
      page.go("#/host/somebody");
      page.find("h1:has-text('No such host')").waitFor();
      page.go("#/constructor");
      page.find("h1:has-text('No such page')").waitFor();
      page.requireNoProblems();
      page.go("#/gpu/GPU-none");
      page.find("h1:has-text('No such GPU')").waitFor();
      page.requireOnlyFailedLoads("/api/v1/gpus/GPU-none");
    }
  }

  @Test
  void views_darkAndOnAPhone_fitAndAreReadable() throws IOException {
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      try (WatchedPage page = chromium.open(pipeline.url(), 360, 740, scheme)) {
        for (String view : List.of("", "#/host/sim-dgx-003", "#/host/nobody")) {
          page.go(view);
          page.awaitConnection("live");
          page.await("() => !document.querySelector('.loading')");
          assertThat(page.number("document.documentElement.scrollWidth"))
              .as(view)
              .isLessThanOrEqualTo(360);
        }
        page.go("");
        page.find(".grid .cell.silent").first().waitFor();
        page.screenshot("phone-" + scheme.name().toLowerCase(java.util.Locale.ROOT));
        page.find(".grid .cell[data-value]").first().click();
        page.await("() => document.querySelectorAll('canvas').length === 10");
        assertThat(page.number("document.documentElement.scrollWidth")).isLessThanOrEqualTo(360);
        page.screenshot("phone-gpu-" + scheme.name().toLowerCase(java.util.Locale.ROOT));
        page.requireNoProblems();
      }
    }
    try (WatchedPage page = chromium.open(pipeline.url(), 1280, 520, ColorScheme.DARK)) {
      page.go("");
      page.find(".grid .cell.silent").first().waitFor();
      double light =
          page.number(
              "Number(getComputedStyle(document.body.parentElement).backgroundColor.match(/\\d+/)[0])");
      assertThat(light).as("red of the page in the dark").isLessThan(60);
      // A copy of this one is in docs/images.
      assertThat(Files.size(page.screenshot("dashboard"))).as("bytes").isLessThan(300_000);
      page.requireNoProblems();
    }
  }

  @Test
  void tab_hidden_asksNothingUntilItIsSeenAgain() {
    try (WatchedPage page = chromium.open(pipeline.url())) {
      page.page.clock().install();
      page.go("");
      page.awaitConnection("live");
      page.evaluate(hide(true));
      page.awaitConnection("paused");
      page.api("stats");
      int before = page.requests();
      page.page.clock().runFor(20_000);
      page.api("stats");
      assertThat(page.requests()).as("requests, with the one of this test").isEqualTo(before + 1);

      page.evaluate(hide(false));
      page.awaitConnection("live");
      assertThat(page.requests()).isGreaterThan(before + 1);
      page.requireNoProblems();
    }
  }

  private static String hide(boolean hidden) {
    return "Object.defineProperty(document, 'hidden', {value: "
        + hidden
        + ", configurable: true});"
        + "document.dispatchEvent(new Event('visibilitychange'))";
  }
}
