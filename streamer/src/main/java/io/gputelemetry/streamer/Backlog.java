package io.gputelemetry.streamer;

import io.gputelemetry.queue.Message;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Batches between the loop that collects and those that publish, oldest first. While it is full
 * nothing is collected. Any thread may call.
 */
final class Backlog {
  private final long maxBytes;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Message> messages = new ArrayDeque<>();
  private long bytes;
  private long rows;
  private boolean ended;

  /**
   * An empty one.
   *
   * @param maxBytes of payload from which on it is full; the last batch may go beyond
   */
  Backlog(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Whether one more batch may be added. */
  boolean hasRoom() {
    return locked(() -> bytes < maxBytes);
  }

  void add(Message message) {
    locked(() -> {
      messages.add(message);
      bytes += message.payload().remaining();
      rows += message.sampleCount();
      changed.signal();
      return true;
    });
  }

  /** Nothing will be added any more. */
  void end() {
    locked(() -> {
      ended = true;
      changed.signalAll();
      return true;
    });
  }

  /** The oldest ones, at most so many bytes unless the first alone is larger; empty if none. */
  List<Message> take(long atMostBytes) {
    return locked(() -> {
      List<Message> taken = new ArrayList<>();
      long size = 0;
      while (!messages.isEmpty()) {
        int next = messages.getFirst().payload().remaining();
        if (!taken.isEmpty() && size + next > atMostBytes) {
          break;
        }
        size += next;
        taken.add(messages.removeFirst());
      }
      bytes -= size;
      rows -= taken.stream().mapToLong(Message::sampleCount).sum();
      return taken;
    });
  }

  /** Whether everything there will ever be was taken. */
  boolean finished() {
    return locked(() -> ended && messages.isEmpty());
  }

  /** Samples that wait. */
  long rows() {
    return locked(() -> rows);
  }

  private <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  /** Returns when there is something to take, nothing will ever be, or the time is over. */
  void await(long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nanos;
      while (messages.isEmpty() && !ended && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }
}
