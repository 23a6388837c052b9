package io.gputelemetry.exposition;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What this thread allocates. */
public final class Allocation {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Allocation() {}

  /** Bytes that this allocates; the less of two runs, because the first may load classes. */
  public static long of(Runnable work) {
    long first = once(work);
    return Math.min(first, once(work));
  }

  private static long once(Runnable work) {
    long before = bytes();
    work.run();
    return bytes() - before;
  }

  /** Bytes that this thread has allocated so far. */
  public static long bytes() {
    return THREADS.getCurrentThreadAllocatedBytes();
  }
}
