package io.gputelemetry.streamer.source.scrape;

import java.io.IOException;

/** Carries a failure out of the HTTP client's callbacks. */
final class PageException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient ScrapeFailure failure;

  PageException(ScrapeFailure.Reason reason, String message) {
    super(message);
    failure = new ScrapeFailure(reason, message);
  }

  ScrapeFailure failure() {
    return failure;
  }
}
