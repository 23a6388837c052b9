package io.gputelemetry.api.dashboard;

import io.gputelemetry.runtime.http.Asset;
import io.gputelemetry.runtime.http.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The page at {@code /} and its parts. They are open, since they tell nothing about data; what they
 * ask the API for needs the token, if there is one.
 */
public final class DashboardPages {
  private static final String OWN = "io/gputelemetry/api/dashboard/";
  private static final String CHARTS =
      "META-INF/resources/webjars/chart.js/4.5.1/dist/chart.umd.min.js";

  private static final List<String> PARTS =
      List.of(
          "dashboard.css",
          "icon.svg",
          "main.js",
          "api.js",
          "dom.js",
          "poll.js",
          "format.js",
          "scale.js",
          "fleet.js",
          "grid.js",
          "detail.js",
          "history.js",
          "charts.js",
          "pipeline.js");

  /** The page's own files only, and nothing inline. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  /** Parts refer to each other, so none may be older than another: a browser always asks. */
  private static final Asset.Serving OURS = new Asset.Serving(POLICY, Duration.ZERO);

  private static final Asset.Serving LIBRARY = new Asset.Serving(POLICY, Duration.ofDays(1));

  private DashboardPages() {}

  /** The page and its parts. */
  public static List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    operations.add(asset("/", OWN + "index.html", OURS));
    PARTS.forEach(part -> operations.add(asset("/dashboard/" + part, OWN + part, OURS)));
    operations.add(asset("/dashboard/chart.umd.js", CHARTS, LIBRARY));
    return operations;
  }

  private static Operation asset(String path, String resource, Asset.Serving serving) {
    return Asset.at(path, DashboardPages.class.getClassLoader(), resource, serving);
  }
}
