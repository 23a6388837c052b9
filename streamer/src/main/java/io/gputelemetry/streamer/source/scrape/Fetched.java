package io.gputelemetry.streamer.source.scrape;

import io.gputelemetry.exposition.ExpositionText;
import java.net.URI;

/** What became of asking for a page. */
sealed interface Fetched {
  /**
   * The whole page, unpacked.
   *
   * @param body of which the first {@code length} bytes count; the receiver's own
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Page(ExpositionText.Format format, byte[] body, int length) implements Fetched {}

  /** No page. */
  record Failed(ScrapeFailure failure) implements Fetched {}

  /** Asks for pages. Any thread may call. */
  @FunctionalInterface
  interface Fetcher {
    /** Waits for the page of a target, at most the timeout. Never throws for what a server does. */
    Fetched fetch(URI url) throws InterruptedException;
  }
}
