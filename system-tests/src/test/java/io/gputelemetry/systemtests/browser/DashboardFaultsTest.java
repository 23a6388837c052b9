package io.gputelemetry.systemtests.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import io.gputelemetry.queue.Drop;
import io.gputelemetry.queue.Message;
import io.gputelemetry.queue.MessageQueue;
import io.gputelemetry.queue.Producer;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.telemetry.Attribution;
import io.gputelemetry.telemetry.Gpu;
import io.gputelemetry.telemetry.Series;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the dashboard shows when something is not as it should be. */
@Tag("proof")
class DashboardFaultsTest {
  private static final Map<String, String> FLEET =
      Map.of("SIMULATOR_HOSTS", "4", "SIMULATOR_GPUS", "8", "RATE", "320");

  /** Notes at each reading of the page what it knew of GPU 5 of the third host. */
  private static final String WATCH_CELL =
      """
      window.readings = [];
      const grid = document.querySelector('.grid');
      new MutationObserver(() => {
        const cell = document.querySelector('[data-host=sim-dgx-003] [data-index="5"]');
        readings.push({
          silent: cell.classList.contains('silent'),
          behind: (Date.parse(grid.dataset.newest) - Date.parse(cell.dataset.lastSeen)) / 1000,
          interval: Number(grid.dataset.interval),
          newest: Date.parse(grid.dataset.newest) / 1000,
          clock: (Date.now() - Date.parse(cell.dataset.lastSeen)) / 1000,
        });
      }).observe(grid, {attributes: true, attributeFilter: ['data-newest']});
      """;

  private static final String LINE =
      "Chart.getChart(document.querySelector('canvas')).data.datasets[0].data";

  private final Chromium chromium = new Chromium();

  @AfterEach
  void closeBrowser() {
    chromium.close();
  }

  private static Map<String, String> fleetWith(String name, String value) {
    Map<String, String> settings = new HashMap<>(FLEET);
    settings.put(name, value);
    return settings;
  }

  @Test
  void gpu_fallsSilent_isShownWithinTwoIntervals(@TempDir Path directory) throws IOException {
    Map<String, String> settings = fleetWith("SIMULATOR_DROP_GPU", "21");
    settings.put("SIMULATOR_DROP_AFTER", "15s");
    try (Pipeline pipeline = new Pipeline(directory, settings);
        WatchedPage page = chromium.open(pipeline.url())) {
      page.go("");
      page.find("[data-host=sim-dgx-003] [data-index='5'][data-value]").waitFor();
      page.evaluate(WATCH_CELL);
      page.await("() => readings.some(reading => reading.silent)");

      List<Map<?, ?>> readings = readings(page);
      Map<?, ?> first =
          readings.stream()
              .filter(each -> Boolean.TRUE.equals(each.get("silent")))
              .findFirst()
              .orElseThrow();
      int place = readings.indexOf(first);
      assertThat(place).as("readings before it was silent").isPositive();
      double poll = number(first, "newest") - number(readings.get(place - 1), "newest");
      double interval = number(first, "interval");
      System.out.printf(
          "silent %.2f s after its last sample by the fleet's time, %.2f s by the browser's clock;"
              + " interval %.2f s, %.2f s between readings%n",
          number(first, "behind"), number(first, "clock"), interval, poll);
      assertThat(interval).isPositive();
      assertThat(number(first, "behind"))
          .isGreaterThan(interval)
          .isLessThanOrEqualTo(2 * interval + poll);
      for (Map<?, ?> reading : readings.subList(0, place)) {
        assertThat(number(reading, "behind")).isLessThanOrEqualTo(2 * number(reading, "interval"));
      }
      page.requireNoProblems();
    }
  }

  @SuppressWarnings("unchecked")
  private static List<Map<?, ?>> readings(WatchedPage page) {
    return (List<Map<?, ?>>) Objects.requireNonNull(page.evaluate("readings"));
  }

  private static double number(Map<?, ?> reading, String name) {
    return ((Number) Objects.requireNonNull(reading.get(name))).doubleValue();
  }

  @Test
  void process_killedAndRestarted_pageGoesOnWithoutAHoleOfItsOwn(@TempDir Path directory)
      throws Exception {
    try (Pipeline pipeline = new Pipeline(directory, FLEET);
        WatchedPage page = chromium.open(pipeline.url())) {
      page.go("");
      page.find(".grid .cell[data-uuid]").first().click();
      page.await("() => document.querySelector('canvas') && " + LINE + ".length >= 5");
      String uuid = page.page.url().replaceFirst(".*#/gpu/", "");
      page.requireNoProblems();

      double before = page.number("Date.now()");
      pipeline.kill();
      page.awaitConnection("away");
      assertThat(page.text("#connection")).isEqualTo("reconnecting…");
      page.screenshot("reconnecting");
      // Long enough that what is missing is a hole.
      page.await("() => Date.now() - " + LINE + ".at(-1).x > 5000");
      pipeline.restart();
      page.awaitConnection("live");
      page.await(
          "() => "
              + LINE
              + ".filter(point => point.x > "
              + page.number("Date.now()")
              + ").length >= 3");
      double downSeconds = (page.number("Date.now()") - before) / 1000;

      List<Double> shown =
          times(page, LINE + ".filter(point => !Number.isNaN(point.y)).map(point => point.x)");
      List<Double> stored =
          times(
              page,
              "(async () => (await (await fetch('/api/v1/gpus/"
                  + uuid
                  + "/telemetry?limit=1000&metric_name=DCGM_FI_DEV_GPU_UTIL')).json()).data.map(row => Date.parse(row.timestamp)))()");
      assertThat(new TreeSet<>(stored)).containsAll(shown);
      double last = shown.getLast();
      assertThat(shown).containsAll(stored.stream().filter(time -> time <= last).toList());
      assertThat(longestGap(shown)).as("seconds without a point").isLessThan(downSeconds);
      assertThat(holes(shown)).as("holes in the data").isPositive();
      assertThat(page.number(LINE + ".filter(point => Number.isNaN(point.y)).length"))
          .as("holes that are left open")
          .isEqualTo(holes(shown));
      page.requireOnlyFailedLoads("ERR_");
    }
  }

  @SuppressWarnings("unchecked")
  private static List<Double> times(WatchedPage page, String expression) {
    List<Object> numbers = (List<Object>) Objects.requireNonNull(page.evaluate(expression));
    return numbers.stream().map(number -> ((Number) number).doubleValue()).toList();
  }

  private static double longestGap(List<Double> times) {
    double longest = 0;
    for (int i = 1; i < times.size(); i++) {
      longest = Math.max(longest, (times.get(i) - times.get(i - 1)) / 1000);
    }
    return longest;
  }

  /** Gaps that are far longer than the interval of about a second. */
  private static double holes(List<Double> times) {
    List<Double> gaps = new ArrayList<>();
    for (int i = 1; i < times.size(); i++) {
      gaps.add(times.get(i) - times.get(i - 1));
    }
    List<Double> sorted = gaps.stream().sorted().toList();
    double hole = Math.max(1_500, 2.5 * sorted.get((int) ((sorted.size() - 1) * 0.9)));
    return gaps.stream().filter(gap -> gap > hole).count();
  }

  @Test
  void sample_storedLongAfterItWasTaken_isOnTheChartWithoutAReload(@TempDir Path directory)
      throws IOException {
    try (Pipeline pipeline = new Pipeline(directory, FLEET);
        WatchedPage page = chromium.open(pipeline.url())) {
      page.go("");
      page.find(".grid .cell[data-uuid]").first().click();
      page.await("() => document.querySelector('canvas') && " + LINE + ".length >= 5");
      page.evaluate("window.notReloaded = true");
      String uuid = page.page.url().replaceFirst(".*#/gpu/", "");
      long lateMillis = (long) page.number(LINE + ".at(-1).x") - 40_000;
      Series series = Series.of(uuid, "DCGM_FI_DEV_GPU_UTIL");

      pipeline.publish(
          new SeriesIdentity(series, gpu(page, uuid), Attribution.NONE), lateMillis * 1_000, 77.5);

      page.await(
          "() => " + LINE + ".some(point => point.x === " + lateMillis + " && point.y === 77.5)");
      assertThat(page.isTrue("window.notReloaded")).isTrue();
      page.requireNoProblems();
    }
  }

  private static Gpu gpu(WatchedPage page, String uuid) {
    Map<String, Object> gpu = page.api("gpus/" + uuid);
    return new Gpu(
        uuid,
        ((Number) Objects.requireNonNull(gpu.get("gpu_id"))).intValue(),
        String.valueOf(gpu.get("device")),
        String.valueOf(gpu.get("model_name")),
        String.valueOf(gpu.get("hostname")));
  }

  @Test
  void api_frozen_isTakenForAwayAndComesBack(@TempDir Path directory) throws IOException {
    try (Pipeline pipeline = new Pipeline(directory, FLEET);
        WatchedPage page = chromium.open(pipeline.url())) {
      for (String view : List.of("#/", "#/host/sim-dgx-001", "#/pipeline")) {
        page.go(view);
        page.awaitConnection("live");
        page.page.route("**/api/**", neverAnswered -> {});
        page.awaitConnection("away");
        assertThat(page.text("#connection")).isEqualTo("reconnecting…");
        page.page.unroute("**/api/**");
        page.awaitConnection("live");
      }
      page.requireNoProblems();
    }
  }

  @Test
  void token_needed_isAskedForAndKept(@TempDir Path directory) throws IOException {
    try (Pipeline pipeline = new Pipeline(directory, fleetWith("TOKEN", "not-a-secret-1"));
        WatchedPage page = chromium.open(pipeline.url())) {
      page.go("");
      page.awaitConnection("locked");
      page.find("#token").fill("wrong-token");
      page.find("#sign-in button").click();
      page.find("#sign-in-problem:has-text('not the token')").waitFor();
      page.screenshot("sign-in");
      page.find("#token").fill("not-a-secret-1");
      page.page.keyboard().press("Enter");
      page.find(".grid .cell[data-value]").first().waitFor();

      page.page.reload();
      page.find(".grid .cell[data-value]").first().waitFor();
      assertThat(page.find("#sign-in").isVisible()).isFalse();
      page.requireOnlyFailedLoads("401");
    }
  }

  @Test
  void pipeline_live_showsTheFlow(@TempDir Path directory) throws IOException {
    try (Pipeline pipeline = new Pipeline(directory, FLEET);
        WatchedPage page = chromium.open(pipeline.url(), 1280, 900, ColorScheme.LIGHT)) {
      page.go("#/pipeline");
      page.find(".flow li").nth(4).waitFor();
      page.find("td:has-text('streamer')").first().waitFor();
      page.await("() => !document.querySelector('.flow').innerText.includes('\\n0/s')");

      assertThat(page.find(".flow h2").allInnerTexts())
          .containsExactly("Streamers", "Queue", "Lag", "Collectors", "Store");
      assertThat(page.text("main")).contains("collectors", "telemetry", "Nothing was dropped");
      page.screenshot("pipeline");
      page.page.setViewportSize(360, 740);
      assertThat(page.number("document.documentElement.scrollWidth")).isLessThanOrEqualTo(360);
      page.screenshot("phone-pipeline");
      page.requireNoProblems();

      page.page.route("**/api/v1/pipeline", DashboardFaultsTest::withoutQueue);
      page.find("p:has-text('nothing is known of it')").waitFor();
      assertThat(page.find(".flow strong").allInnerTexts())
          .startsWith("–", "–", "–", "–")
          .hasSize(5);
      assertThat(page.text("main")).doesNotContain("Nothing was dropped", "no group yet");
      page.page.unroute("**/api/v1/pipeline");

      page.page.route(
          "**/api/v1/pipeline",
          route -> route.fulfill(new Route.FulfillOptions().setStatus(404).setBody("{}")));
      page.find("p:has-text('does not tell about the pipeline')").waitFor();
      page.requireOnlyFailedLoads("404");
    }
  }

  @Test
  void pipeline_thatLeavesThingsOut_saysWhereWhyAndWhen(@TempDir Path directory)
      throws IOException {
    long noon = 1_752_840_000_000_000L;
    Drop drop = new Drop("bad_row_number", 1_234, noon, noon + 60_000_000);
    Message junk = new Message("text/plain", 1, ByteBuffer.wrap(new byte[] {'x'}));
    try (Pipeline pipeline = new Pipeline(directory, FLEET);
        WatchedPage page = chromium.open(pipeline.url(), 1280, 900, ColorScheme.LIGHT)) {
      page.go("#/pipeline");
      try (MessageQueue streamer = pipeline.connect("s-9")) {
        streamer.report(new QueueRequest.Report(Map.of(), "The queue is full", List.of(drop)));
        streamer.publish(
            QueueRequest.DEFAULT_TOPIC, Producer.ANONYMOUS, List.of(junk), Duration.ofSeconds(10));
        page.find(dropped("s-9")).waitFor();
        String process = "table:has(caption:text-is('Processes')) tr:has(td:text-is('s-9'))";
        assertThat(page.text(process))
            .as("the process counts them, too")
            .contains("1,234 rows", "The queue is full");
        assertThat(page.text(".flow li:has(h2:text-is('Streamers'))")).contains("1 with a problem");
        assertThat(
                page.number(
                    "document.querySelector('.scroll .problem').getBoundingClientRect().right"))
            .as("the problem is seen without scrolling")
            .isLessThanOrEqualTo(1_280);
      }
      page.find(dropped("streamer (gone)")).waitFor();
      page.find(dropped("telemetry.dlq")).waitFor();

      assertThat(page.text(dropped("streamer (gone)")))
          .contains("bad row number", "1,234", "2025-07-18");
      assertThat(page.find(dropped("streamer (gone)") + " time").first().getAttribute("datetime"))
          .startsWith("2025-07-18T12:00:00");
      assertThat(page.text(dropped("telemetry.dlq"))).contains("dead letter");
      assertThat(page.find(dropped("telemetry.dlq") + " time").count()).isEqualTo(2);
      page.screenshot("pipeline-dropped");
      page.requireNoProblems();
    }
  }

  private static String dropped(String where) {
    return "table:has(caption:text-is('Dropped')) tr:has(td:text-is('" + where + "'))";
  }

  private static void withoutQueue(Route route) {
    String body =
        route.fetch().text().replace("\"queue_reachable\":true", "\"queue_reachable\":false");
    route.fulfill(new Route.FulfillOptions().setContentType("application/json").setBody(body));
  }
}
