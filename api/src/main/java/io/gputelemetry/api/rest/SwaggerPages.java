package io.gputelemetry.api.rest;

import io.gputelemetry.runtime.http.Asset;
import io.gputelemetry.runtime.http.Operation;
import java.time.Duration;
import java.util.List;

/**
 * The page that shows the OpenAPI document: Swagger UI, whose files come from its WebJar, so that
 * the page works without the Internet.
 */
public final class SwaggerPages {
  private static final String WEBJAR = "META-INF/resources/webjars/swagger-ui/5.34.1/";
  private static final String OWN = "io/gputelemetry/api/rest/";

  /** The page's own files only; images in its style sheet are data. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final Asset.Serving PAGE = new Asset.Serving(POLICY, Duration.ZERO);
  private static final Asset.Serving PART = new Asset.Serving(POLICY, Duration.ofDays(1));

  private SwaggerPages() {}

  /** The page under each of its names, and its parts. */
  public static List<Operation> operations() {
    return List.of(
        asset("/swagger", OWN + "swagger.html", PAGE),
        asset("/swagger/", OWN + "swagger.html", PAGE),
        asset("/swagger/index.html", OWN + "swagger.html", PAGE),
        asset("/docs", OWN + "swagger.html", PAGE),
        asset("/swagger/initializer.js", OWN + "swagger-initializer.js", PAGE),
        asset("/swagger/swagger-ui.css", WEBJAR + "swagger-ui.css", PART),
        asset("/swagger/swagger-ui-bundle.js", WEBJAR + "swagger-ui-bundle.js", PART),
        asset("/swagger/favicon-32x32.png", WEBJAR + "favicon-32x32.png", PART));
  }

  private static Operation asset(String path, String resource, Asset.Serving serving) {
    return Asset.at(path, SwaggerPages.class.getClassLoader(), resource, serving);
  }
}
