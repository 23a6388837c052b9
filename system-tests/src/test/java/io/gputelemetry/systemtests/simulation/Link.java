package io.gputelemetry.systemtests.simulation;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** A connection: two ends, each of which may be closed without the other one knowing it yet. */
final class Link {
  /** What a client hears of its connection. */
  record ClientEnd(String name, Consumer<ByteBuffer> frames, Runnable broken) {}

  private final long id;
  private final ClientEnd client;
  private boolean clientOpen = true;
  private boolean serverOpen = true;
  private long lastUpNanos;
  private long lastDownNanos;

  Link(long id, ClientEnd client) {
    this.id = id;
    this.client = client;
  }

  long id() {
    return id;
  }

  ClientEnd client() {
    return client;
  }

  boolean isClientOpen() {
    return clientOpen;
  }

  boolean isServerOpen() {
    return serverOpen;
  }

  /** Frames of one direction stay in their order: this one arrives then, or later. */
  long up(long nanos) {
    lastUpNanos = Math.max(lastUpNanos, nanos);
    return lastUpNanos;
  }

  /** The same for the way back. */
  long down(long nanos) {
    lastDownNanos = Math.max(lastDownNanos, nanos);
    return lastDownNanos;
  }

  /** Nothing leaves or reaches the client any more; returns whether it was open. */
  boolean closeClient() {
    boolean was = clientOpen;
    clientOpen = false;
    return was;
  }

  /** The same for the server. */
  boolean closeServer() {
    boolean was = serverOpen;
    serverOpen = false;
    return was;
  }
}
