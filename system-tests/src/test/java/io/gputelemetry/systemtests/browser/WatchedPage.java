package io.gputelemetry.systemtests.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.gputelemetry.systemtests.Project;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A tab, and everything in it that should not happen: errors and violations of the page's policy on
 * the console, exceptions, dialogs, requests to other hosts.
 */
final class WatchedPage implements AutoCloseable {
  private static final Path SCREENSHOTS = Project.root().resolve("system-tests/target/screenshots");

  private final BrowserContext context;
  private final String baseUrl;
  private final List<String> failedLoads = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private int requests;
  final Page page;

  WatchedPage(BrowserContext context, String baseUrl) {
    this.context = context;
    this.baseUrl = baseUrl;
    page = context.newPage();
    page.onConsoleMessage(this::heard);
    page.onPageError(error -> problems.add("exception: " + error));
    page.onDialog(dialog -> {
      problems.add("dialog: " + dialog.message());
      dialog.dismiss();
    });
    page.onRequest(request -> {
      requests++;
      if (!request.url().startsWith(baseUrl)) {
        problems.add("request to elsewhere: " + request.url());
      }
    });
  }

  private void heard(ConsoleMessage message) {
    if (message.type().equals("error") || message.type().equals("warning")) {
      boolean load = message.text().startsWith("Failed to load resource");
      (load ? failedLoads : problems).add(message.text() + " at " + message.location());
    }
  }

  /** Opens a view by its address, such as {@code #/pipeline}. */
  void go(String hash) {
    page.navigate(baseUrl + hash);
  }

  /** Waits until an expression of the page is true. */
  void await(String expression) {
    page.waitForFunction(expression);
  }

  /** Waits until the connection is in a state. */
  void awaitConnection(String state) {
    page.locator("#connection[data-state=" + state + "]").waitFor();
  }

  Locator find(String selector) {
    return page.locator(selector);
  }

  /** The text of the first element that matches, as it is seen. */
  String text(String selector) {
    return page.locator(selector).first().innerText().strip();
  }

  /** What an expression of the page gives, which may wait for a promise. */
  @Nullable Object evaluate(String expression) {
    return page.evaluate(expression);
  }

  double number(String expression) {
    return ((Number) Objects.requireNonNull(evaluate(expression))).doubleValue();
  }

  boolean isTrue(String expression) {
    return Boolean.TRUE.equals(evaluate(expression));
  }

  /** The answer of the API to the page's own origin, as JSON objects are in Java. */
  @SuppressWarnings("unchecked")
  Map<String, Object> api(String path) {
    return (Map<String, Object>)
        Objects.requireNonNull(
            page.evaluate("async path => (await fetch(path)).json()", "/api/v1/" + path));
  }

  /** The rows of a list of the API. */
  @SuppressWarnings("unchecked")
  List<Map<String, Object>> rows(String path) {
    return (List<Map<String, Object>>) Objects.requireNonNull(api(path).get("data"));
  }

  /** Nothing is wider than the window. */
  void requireFits() {
    int width = page.viewportSize().width;
    assertThat(number("document.documentElement.scrollWidth"))
        .as("width of %s", page.url())
        .isLessThanOrEqualTo(width);
  }

  /** How many requests there were. */
  int requests() {
    return requests;
  }

  /** Takes a picture for people to look at. */
  Path screenshot(String name) throws IOException {
    Path file = SCREENSHOTS.resolve(name + ".png");
    page.screenshot(new Page.ScreenshotOptions().setPath(file));
    return file;
  }

  /** Requests that failed were meant to, and nothing else went wrong. */
  void requireOnlyFailedLoads(String part) {
    assertThat(failedLoads).allSatisfy(load -> assertThat(load).contains(part));
    failedLoads.clear();
    requireNoProblems();
  }

  /** Nothing went wrong. */
  void requireNoProblems() {
    assertThat(problems).isEmpty();
    assertThat(failedLoads).isEmpty();
  }

  @Override
  public void close() {
    context.close();
  }
}
