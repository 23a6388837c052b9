package io.gputelemetry.embedded;

import io.gputelemetry.embedded.sealed.DamagedFileException;
import io.gputelemetry.journal.GroupCommit;
import io.gputelemetry.store.StoreException;
import io.gputelemetry.store.WriteReceipt;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * What the owner thread does in a turn: everything that waits is appended to the log and made
 * durable with one sync, then put into the head, then answered; then the head is sealed if it is
 * due. So a row is durable before anyone can see it, and seen before its batch is answered. An
 * exception ends the thread: nothing is answered after it.
 */
final class StoreOwner implements GroupCommit.Turn<StoreEvent> {
  private static final Duration IDLE = Duration.ofSeconds(1);

  /** The head is sealed when the log has grown to this, even if repeats are most of it. */
  private static final long LOG_BYTES_MAX = 256L << 20;

  private final StoreFiles files;
  private final EmbeddedConfig config;
  private final LongSupplier epochMicros;
  private final List<Appended> appended = new ArrayList<>();
  private final List<StoreEvent.Expire> expirations = new ArrayList<>();

  StoreOwner(StoreFiles files, EmbeddedConfig config, LongSupplier epochMicros) {
    this.files = files;
    this.config = config;
    this.epochMicros = epochMicros;
  }

  @Override
  public void apply(StoreEvent event) throws IOException {
    switch (event) {
      case StoreEvent.Append append -> {
        long now = epochMicros.getAsLong();
        long ingestedAt = files.log().append(append.batch(), append.encoded(), now);
        appended.add(new Appended(append, ingestedAt));
      }
      case StoreEvent.Expire expire -> expirations.add(expire);
    }
  }

  @Override
  public void commit() throws IOException {
    if (appended.isEmpty()) {
      files.log().seal(epochMicros.getAsLong());
    } else {
      files.log().sync();
    }
    for (Appended each : appended) {
      StoreEvent.Append append = each.append;
      WriteReceipt receipt =
          files.writer().write(append.batch(), append.dictionary(), each.ingestedAtMicros);
      append.reply().complete(receipt);
    }
    appended.clear();
    files.contents().catalog.append(epochMicros.getAsLong());
    for (StoreEvent.Expire expire : expirations) {
      expire(expire);
    }
    expirations.clear();
    if (isSealingDue()) {
      seal();
    }
    files.publishBytes();
  }

  private void seal() throws IOException {
    long end = files.log().endOffset();
    if (files.contents().head.rows() > 0) {
      files.sealer().seal(end, epochMicros.getAsLong());
    } else {
      // Nothing but repeats since the last time: they need not be remembered.
      files.contents().change(() -> files.contents().head = new Head());
    }
    files.log().dropBefore(end);
  }

  private void expire(StoreEvent.Expire expire) throws IOException {
    try {
      expire.reply().complete(files.retention().expire(expire.olderThanMicros(), files.log()));
    } catch (DamagedFileException e) {
      expire
          .reply()
          .completeExceptionally(
              new StoreException("nothing was expired: " + e.getMessage(), false, e));
    }
  }

  private boolean isSealingDue() {
    Head head = files.contents().head;
    if (head.batches() == 0) {
      return false;
    }
    long ageMicros = epochMicros.getAsLong() - head.oldestIngest();
    return head.bytes() >= config.headBytes()
        || files.log().bytes() >= LOG_BYTES_MAX
        || ageMicros >= config.headAge().toNanos() / 1_000;
  }

  @Override
  public Duration idle() {
    return IDLE;
  }

  private record Appended(StoreEvent.Append append, long ingestedAtMicros) {}
}
