package io.gputelemetry.streamer.source.scrape;

import io.gputelemetry.streamer.source.Source;
import java.util.ArrayDeque;
import java.util.Deque;

/** Pages that were read and not yet taken, up to a number of samples. Any thread may call. */
final class ScrapeBuffer {
  private final int samplesMax;
  private final Deque<ScrapedSamples> pages = new ArrayDeque<>();
  private int samples;
  private int taken;

  ScrapeBuffer(int samplesMax) {
    this.samplesMax = samplesMax;
  }

  /** Whether another page may be worth fetching. */
  synchronized boolean hasRoom() {
    return samples < samplesMax;
  }

  /** Samples in it. */
  synchronized long waiting() {
    return samples;
  }

  /** Takes a page, all of it or nothing. */
  synchronized boolean offer(ScrapedSamples page) {
    if (page.size() > samplesMax - samples) {
      return false;
    }
    if (page.size() > 0) {
      pages.add(page);
      samples += page.size();
    }
    return true;
  }

  /** Passes on up to so many samples, the oldest first; returns how many they were. */
  synchronized int read(int max, Source.Sink sink) {
    int count = 0;
    while (count < max && !pages.isEmpty()) {
      ScrapedSamples page = pages.element();
      int to = Math.min(page.size(), taken + max - count);
      page.read(taken, to, sink);
      count += to - taken;
      taken = to;
      if (taken == page.size()) {
        pages.remove();
        taken = 0;
      }
    }
    samples -= count;
    return count;
  }
}
