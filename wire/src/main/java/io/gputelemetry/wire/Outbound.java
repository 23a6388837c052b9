package io.gputelemetry.wire;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The frames of one connection that wait to be written, and the requests that wait for a reply.
 * Both are bounded by not reading further: a request is in flight until its reply is written, so a
 * peer that does not read its replies soon cannot send requests either.
 */
final class Outbound {
  // Frames count as waiting until all that were taken with them are written, so not too many are.
  private static final int TOGETHER_BYTES = BufferPool.BUFFER_BYTES;

  // So little that many peers that do not read what is pushed cost no memory worth mentioning.
  private static final int PUSHED_BYTES_MAX = 256 << 10;

  private final ConnectionLimits limits;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Condition room = lock.newCondition();
  private final ArrayDeque<Outgoing> waiting = new ArrayDeque<>();
  private int inFlight;
  private long bytes;
  private boolean heartbeatWaiting;
  private boolean draining;
  private boolean ended;

  Outbound(ConnectionLimits limits) {
    this.limits = limits;
  }

  /** Waits until another request may be read; false if none may ever be. */
  boolean awaitRoom() throws InterruptedException {
    lock.lock();
    try {
      while (!ended && !draining && isFull()) {
        room.await();
      }
      return !ended && !draining;
    } finally {
      lock.unlock();
    }
  }

  /** A request was read, which gets a reply. */
  void begin() {
    lock.lock();
    try {
      inFlight++;
    } finally {
      lock.unlock();
    }
  }

  /** What became of an offered frame. */
  enum Offer {
    ACCEPTED,
    ENDED,
    OVERFLOW
  }

  Offer offer(Outgoing frame) {
    lock.lock();
    try {
      if (ended) {
        return Offer.ENDED;
      }
      if (frame.kind() == Outgoing.Kind.HEARTBEAT) {
        if (heartbeatWaiting) {
          return Offer.ACCEPTED;
        }
        heartbeatWaiting = true;
      }
      if (bytes > 0 && bytes + frame.bytes() > bound(frame)) {
        return Offer.OVERFLOW;
      }
      bytes += frame.bytes();
      waiting.add(frame);
      ended = frame.kind() == Outgoing.Kind.LAST;
      work.signal();
      if (ended) {
        room.signalAll();
      }
      return Offer.ACCEPTED;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until little is waiting, then offers; false if nothing is accepted any more. */
  boolean push(Outgoing frame) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!ended && !draining && bytes > 0 && bytes + frame.bytes() > PUSHED_BYTES_MAX) {
        room.await();
      }
      if (ended || draining) {
        return false;
      }
      bytes += frame.bytes();
      waiting.add(frame);
      work.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for frames and takes what is to be written together; false when there are none and none
   * will come.
   */
  boolean take(List<Outgoing> target) throws InterruptedException {
    lock.lock();
    try {
      while (waiting.isEmpty() && !ended) {
        work.await();
      }
      int taken = 0;
      while (taken < TOGETHER_BYTES && !waiting.isEmpty()) {
        Outgoing frame = waiting.remove();
        taken += FrameReader.LENGTH_BYTES + frame.bytes();
        heartbeatWaiting &= frame.kind() != Outgoing.Kind.HEARTBEAT;
        target.add(frame);
      }
      return !target.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** These frames were written. */
  void written(List<Outgoing> frames) {
    lock.lock();
    try {
      for (Outgoing frame : frames) {
        bytes -= frame.bytes();
        if (frame.kind() == Outgoing.Kind.REPLY || frame.kind() == Outgoing.Kind.LAST) {
          inFlight--;
        }
      }
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** No more requests are read; the replies to those in flight are waited for this long. */
  void awaitReplies(long nanos) throws InterruptedException {
    lock.lock();
    try {
      long left = nanos;
      while (inFlight > 0 && !ended && left > 0) {
        left = room.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** No more requests are to be read. */
  void drain() {
    lock.lock();
    try {
      draining = true;
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Nothing more is accepted; what waits may still be taken. */
  void end() {
    lock.lock();
    try {
      ended = true;
      work.signalAll();
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether no request is in flight and nothing waits to be written. */
  boolean isQuiet() {
    lock.lock();
    try {
      return inFlight == 0 && bytes == 0;
    } finally {
      lock.unlock();
    }
  }

  boolean isDraining() {
    lock.lock();
    try {
      return draining;
    } finally {
      lock.unlock();
    }
  }

  private boolean isFull() {
    return inFlight >= limits.maxInFlight() || bytes >= limits.maxOutboundBytes();
  }

  /** Requests already read may still be answered beyond the bound at which reading stops. */
  private long bound(Outgoing frame) {
    return frame.kind() == Outgoing.Kind.REQUEST
        ? limits.maxOutboundBytes()
        : 2L * limits.maxOutboundBytes();
  }
}
