package io.gputelemetry.streamer.source.scrape;

import io.gputelemetry.exposition.ExpositionText.Format;
import io.gputelemetry.streamer.source.Source;
import io.gputelemetry.streamer.source.SourceSeries;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.util.ArrayList;
import java.util.List;

/** Texts of pages, and what came of them. */
final class Page {
  private Page() {}

  /** A sample as it was passed on. */
  record Passed(
      SeriesIdentity identity, long eventTimeMicros, long sourceTimeMicros, double value) {
    String metric() {
      return identity.series().metric();
    }

    String uuid() {
      return identity.series().uuid();
    }
  }

  static Fetched text(String text) {
    return body(Format.PROMETHEUS, Exporters.bytes(text));
  }

  static Fetched body(Format format, byte[] body) {
    return new Fetched.Page(format, body, body.length);
  }

  static Fetched failed() {
    return new Fetched.Failed(
        new ScrapeFailure(ScrapeFailure.Reason.CONNECTION, "it cannot be reached"));
  }

  static String line(int gpu, String value) {
    return line(gpu, "", value);
  }

  static String line(int gpu, String labels, String value) {
    return "DCGM_FI_DEV_GPU_UTIL{gpu=\"%d\",UUID=\"GPU-%d\",Hostname=\"n\"%s} %s%n"
        .formatted(gpu, gpu, labels, value);
  }

  static List<Passed> passed(ScrapedSamples samples) {
    Collected collected = new Collected();
    samples.read(0, samples.size(), collected);
    return collected.samples;
  }

  /** Keeps what is passed on. */
  static final class Collected implements Source.Sink {
    final List<Passed> samples = new ArrayList<>();

    @Override
    public void sample(SourceSeries series, long eventTime, long sourceTime, double value) {
      samples.add(new Passed(series.identity(), eventTime, sourceTime, value));
    }
  }
}
