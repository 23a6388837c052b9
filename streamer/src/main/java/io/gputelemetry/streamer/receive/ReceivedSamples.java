package io.gputelemetry.streamer.receive;

import io.gputelemetry.exposition.remotewrite.RemoteWriteReader;
import io.gputelemetry.exposition.remotewrite.SeriesLabels;
import io.gputelemetry.queue.Message;
import io.gputelemetry.streamer.batch.BatchEncoder;
import io.gputelemetry.streamer.source.LabelledSeries;
import io.gputelemetry.telemetry.Absence;
import io.gputelemetry.telemetry.ImpossibleTime;
import io.gputelemetry.telemetry.SampleBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Gathers the samples of one request into messages. A sample's event time is the sender's, and so
 * is its source time: the same request sent twice, or to two receivers, is the same samples. For
 * one request.
 */
final class ReceivedSamples implements RemoteWriteReader.Sink {
  /** Samples of a message. */
  static final int BATCH_SAMPLES_MAX = 10_000;

  /** Labels of the series of a message, in bytes, after which another one is begun. */
  private static final int BATCH_LABEL_BYTES = 400_000;

  private static final int NOT_INDEXED = -1;

  private final SeriesCache cache;
  private final BatchEncoder encoder;
  private final long nowMicros;
  private final LeftOut leftOut = new LeftOut();
  private final List<Message> messages = new ArrayList<>();
  private final SampleBatch.Builder gathered = new SampleBatch.Builder();
  private LabelledSeries series = new LabelledSeries.Unusable("");
  private int seriesBytes;
  private int index;
  private int gatheredBytes;
  private long taken;

  ReceivedSamples(SeriesCache cache, BatchEncoder encoder, long nowMicros) {
    this.cache = cache;
    this.encoder = encoder;
    this.nowMicros = nowMicros;
  }

  @Override
  public void series(SeriesLabels labels) {
    series = cache.of(labels);
    seriesBytes = labels.bytes();
    index = NOT_INDEXED;
  }

  @Override
  public void sample(double value, long timeMillis) {
    switch (series) {
      case LabelledSeries.Unusable unusable -> leftOut.series(unusable.reason());
      case LabelledSeries.Known known -> sample(known, value, timeMillis);
    }
  }

  private void sample(LabelledSeries.Known known, double value, long timeMillis) {
    Optional<Absence> absence = Absence.of(value);
    if (absence.isPresent()) {
      leftOut.absent(absence.get());
      return;
    }
    long timeMicros = TimeUnit.MILLISECONDS.toMicros(timeMillis);
    Optional<ImpossibleTime> impossible = ImpossibleTime.of(timeMicros, nowMicros);
    if (impossible.isPresent()) {
      leftOut.time(impossible.get());
    } else {
      gather(known, value, timeMicros);
    }
  }

  private void gather(LabelledSeries.Known known, double value, long timeMicros) {
    boolean more = index == NOT_INDEXED && gatheredBytes + seriesBytes > BATCH_LABEL_BYTES;
    if (gathered.size() == BATCH_SAMPLES_MAX || more) {
      flush();
    }
    if (index == NOT_INDEXED) {
      index = gathered.index(known.identity());
      gatheredBytes += seriesBytes;
    }
    gathered.add(index, timeMicros, timeMicros, value);
    taken++;
  }

  private void flush() {
    if (gathered.size() > 0) {
      encoder.encode(gathered, messages);
    }
    index = NOT_INDEXED;
    gatheredBytes = 0;
  }

  /** The messages, once everything was read. */
  List<Message> messages() {
    flush();
    return messages;
  }

  /** Samples in the messages. */
  long taken() {
    return taken;
  }

  LeftOut leftOut() {
    return leftOut;
  }
}
