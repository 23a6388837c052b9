package io.gputelemetry.streamer.source.scrape;

/**
 * Why a scrape gave nothing.
 *
 * @param reason for counters
 * @param message for people; what happened, without the target
 */
record ScrapeFailure(Reason reason, String message) {
  /** Kinds of failures, for counters. */
  enum Reason {
    /** Not all of the page came in time. */
    TIMEOUT("timeout"),
    /** No connection, or it broke. */
    CONNECTION("connection"),
    /** Another status than 200, a redirect included. */
    STATUS("status"),
    /** It is no text of metrics. */
    CONTENT_TYPE("content_type"),
    /** An encoding that was not asked for, or gzip that cannot be unpacked. */
    ENCODING("encoding"),
    /** The page is larger than the bound. */
    BODY_TOO_LARGE("body_too_large"),
    /** The page has more samples than the bound. */
    TOO_MANY_SAMPLES("too_many_samples"),
    /** The page has no sample at all. */
    EMPTY("empty"),
    /** No line of the page could be read. */
    UNREADABLE("unreadable"),
    /** A fault of this process. */
    INTERNAL("internal");

    private final String label;

    Reason(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }
}
