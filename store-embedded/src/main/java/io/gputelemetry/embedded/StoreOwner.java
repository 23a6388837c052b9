package io.gputelemetry.embedded;

import io.gputelemetry.embedded.log.RowsCodec;
import io.gputelemetry.embedded.sealed.DamagedFileException;
import io.gputelemetry.journal.GroupCommit;
import io.gputelemetry.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * What the owner thread does in a turn: everything that waits gets its numbers, is appended to the
 * log and made as durable as it has to be, then put into the head, then answered; then the head is
 * sealed if it is due. So a row is durable before anyone can see it, and seen before its batch is
 * answered. An exception ends the thread: nothing is answered after it.
 */
final class StoreOwner implements GroupCommit.Turn<StoreEvent> {
  private static final Duration IDLE = Duration.ofSeconds(1);
  private static final long SYNC_MICROS = IDLE.toNanos() / 1_000;

  /** The head is sealed when the log has grown to this, even if repeats are most of it. */
  private static final long LOG_BYTES_MAX = 128L << 20;

  private final StoreFiles files;
  private final EmbeddedConfig config;
  private final LongSupplier epochMicros;
  private final List<StoreEvent.Append> appended = new ArrayList<>();
  private final List<StoreEvent> rare = new ArrayList<>();
  private long turnMicros;
  private long syncedMicros;

  StoreOwner(StoreFiles files, EmbeddedConfig config, LongSupplier epochMicros) {
    this.files = files;
    this.config = config;
    this.epochMicros = epochMicros;
  }

  @Override
  public void apply(StoreEvent event) {
    if (event instanceof StoreEvent.Append append) {
      appended.add(append);
    } else {
      rare.add(event);
    }
  }

  @Override
  public void commit() throws IOException {
    number();
    log();
    persist();
    for (StoreEvent.Append append : appended) {
      append.reply().complete(files.writer().write(append.rows(), turnMicros));
    }
    appended.clear();
    for (StoreEvent event : rare) {
      doRare(event);
    }
    rare.clear();
    if (isSealingDue()) {
      seal();
    }
    files.compactor().doWork(epochMicros.getAsLong());
    files.publishBytes();
  }

  /** What the log refers to is durable before it. */
  private void number() throws IOException {
    Contents contents = files.contents();
    for (StoreEvent.Append append : appended) {
      if (!append.rows().dictionary().isComplete()) {
        contents.change(() -> contents.number(append.rows().dictionary()));
        contents.catalog.append(epochMicros.getAsLong());
      }
    }
    contents.catalog.sync(epochMicros.getAsLong());
  }

  private void log() throws IOException {
    turnMicros = epochMicros.getAsLong();
    for (StoreEvent.Append append : appended) {
      ByteBuffer entry = append.encoded().orElseGet(() -> RowsCodec.encode(append.rows()));
      turnMicros = files.log().append(append.rows().size(), entry, turnMicros);
    }
  }

  private void persist() throws IOException {
    long now = epochMicros.getAsLong();
    if (appended.isEmpty()) {
      files.log().seal(now);
      syncedMicros = now;
    } else if (config.durability() == Durability.SYNCED
        || now - syncedMicros >= SYNC_MICROS
        || now < syncedMicros) {
      files.log().sync();
      syncedMicros = now;
    } else if (config.durability() == Durability.WRITTEN) {
      files.log().write();
    }
  }

  private void doRare(StoreEvent event) throws IOException {
    switch (event) {
      case StoreEvent.Append _ -> throw new IllegalStateException("BUG: an append is not rare");
      case StoreEvent.Expire expire -> expire(expire);
      case StoreEvent.Compact compact -> compact(compact);
    }
  }

  private void compact(StoreEvent.Compact compact) throws IOException {
    seal();
    try {
      files.compactor().compactAll(epochMicros.getAsLong());
      compact.reply().complete(true);
    } catch (StoreException e) {
      compact.reply().completeExceptionally(e);
    }
  }

  private void seal() throws IOException {
    files.log().sync();
    long end = files.log().endOffset();
    if (files.contents().head.rows() > 0) {
      files.sealer().seal(end, epochMicros.getAsLong());
    } else {
      // Nothing but repeats since the last time: they need not be remembered.
      files.contents().change(files.contents().head::clear);
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
    if (head.turns() == 0) {
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
}
