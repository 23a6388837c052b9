package io.gputelemetry.exposition;

import io.gputelemetry.exposition.ExpositionText.Format;
import io.gputelemetry.exposition.ExpositionText.Rejection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What was read, as texts: {@code series=value@micros} and {@code line!reason}. */
final class Lines implements ExpositionText.Sink {
  final List<String> read = new ArrayList<>();

  static List<String> of(Format format, String text) {
    return of(format, text.getBytes(StandardCharsets.UTF_8));
  }

  static List<String> of(Format format, byte[] bytes) {
    Lines lines = new Lines();
    ExpositionText.read(format, bytes, bytes.length, lines);
    return lines.read;
  }

  @Override
  public void sample(String series, double value, long timeMicros) {
    String time = timeMicros == ExpositionText.NO_TIME ? "" : "@" + timeMicros;
    read.add(series + "=" + value + time);
  }

  @Override
  public void rejected(int line, Rejection reason) {
    read.add(line + "!" + reason.label());
  }
}
