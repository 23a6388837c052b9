package io.gputelemetry.streamer.source.csv;

import java.io.Closeable;
import java.util.Optional;

/** The records of CSV text, one after the other. Used by one thread. */
interface Records extends Closeable {

  /** The fields of the next record; empty at the end. */
  Optional<String[]> next();

  /** Number of the line, from 1, in which the last record begins that was given out or left out. */
  long line();

  /** Nobody asks any more; the text stays open. */
  void stop();
}
