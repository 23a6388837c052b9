package io.gputelemetry.streamer;

/** What a worker gets when it asks for the next batch. */
sealed interface Supplied {
  /** A batch, to be published now. */
  record Ready(Outgoing batch) implements Supplied {}

  /** Nothing is due; ask again after this time, or when {@link Supply#await} returns if it is 0. */
  record Wait(long nanos) implements Supplied {}

  /** Nothing will ever be due again. */
  record Finished() implements Supplied {}
}
