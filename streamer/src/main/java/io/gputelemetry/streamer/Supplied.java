package io.gputelemetry.streamer;

/** What a worker gets when it asks for the next batch. */
sealed interface Supplied {
  /** A batch, to be published now. */
  record Ready(Outgoing batch) implements Supplied {}

  /** Nothing is due; ask again after this time, or when {@link Supply#await} returns if it is 0. */
  record Wait(long nanos) implements Supplied {}

  /** Everything there is was published; ask again after this time whether there is more. */
  record Finished(long nanos) implements Supplied {}
}
