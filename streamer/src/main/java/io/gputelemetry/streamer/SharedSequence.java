package io.gputelemetry.streamer;

import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueRefusedException;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueRequest.OpenSequence;
import io.gputelemetry.streamer.source.csv.CsvFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sequence by which a streamer shares its file, for all its workers. It is opened before the
 * first range and again when it was reset, so that no row is published in a sequence that belongs
 * to another file by then. Says once in the log what becomes of it. Any thread may call.
 */
final class SharedSequence {
  private static final Logger LOG = LoggerFactory.getLogger(SharedSequence.class);

  private final StreamerConfig config;
  private final CsvFile file;
  private final Streamer.Environment environment;

  /** Its publisher, 0 as long as it is not open. */
  private long producerId;

  /** Whether there was something to do since it was opened or finished. */
  private boolean busy;

  private boolean finished;

  SharedSequence(StreamerConfig config, CsvFile file, Streamer.Environment environment) {
    this.config = config;
    this.file = file;
    this.environment = environment;
  }

  /**
   * Opens it unless it is open.
   *
   * @throws QueueRefusedException if it belongs to another file
   */
  synchronized void open() {
    if (producerId == 0) {
      open(config.passes());
    }
  }

  private void open(long passes) {
    try {
      QueueReply.SequenceOpened opened =
          environment
              .queue()
              .openSequence(
                  new OpenSequence(
                      config.topic(), config.streamId(), file.rows(), passes, file.content()));
      producerId = opened.producerId();
      opened.passesBefore().ifPresent(this::passesChanged);
    } catch (QueueRefusedException e) {
      throw e.error() == QueueError.ALREADY_EXISTS ? foreign(e) : e;
    }
  }

  private QueueRefusedException foreign(QueueRefusedException e) {
    return new QueueRefusedException(e.error(), file.path() + " is not streamed: " + e.reason());
  }

  private void passesChanged(long before) {
    LOG.info(
        "sequence {} makes {} from now on, as PASSES of this streamer says; until now {}",
        config.streamId(),
        passes(config.passes()),
        passes(before));
  }

  private static String passes(long count) {
    return count == 0 ? "endless passes" : count == 1 ? "1 pass" : count + " passes";
  }

  /** The broker does not know it any more. */
  synchronized void forgotten() {
    producerId = 0;
  }

  /**
   * Whether a range of this publisher is one of this file; opens the sequence again if it was reset
   * in between.
   *
   * @throws QueueRefusedException if it belongs to another file now
   */
  synchronized boolean owns(long granted) {
    long before = producerId;
    if (granted != before) {
      producerId = 0;
      // Another streamer may have said another number of passes since this one was started.
      open(OpenSequence.KEEP_PASSES);
    }
    if (producerId != before) {
      LOG.info(
          "sequence {} was reset: {} is streamed from its first row",
          config.streamId(),
          file.path());
    } else if (finished) {
      LOG.info("sequence {} has more passes to make: it goes on", config.streamId());
    }
    finished = false;
    busy = true;
    return granted == producerId;
  }

  /** Others are at work on what is left. */
  synchronized void waits() {
    busy = true;
  }

  /** All rows of all passes are published. */
  synchronized void finished() {
    if (!finished) {
      LOG.info(
          "{} {}: sequence {} has published all rows of all passes ({} a pass); to stream it again"
              + " run \"gpu-telemetry sequence reset {} --yes\"",
          file.path(),
          busy ? "is finished" : "was finished before, so nothing is published",
          config.streamId(),
          file.rows(),
          config.streamId());
    }
    finished = true;
    busy = false;
  }
}
