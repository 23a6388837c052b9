package io.gputelemetry.broker.topic;

import io.gputelemetry.journal.DiskFile;
import io.gputelemetry.journal.StoredBatch;
import io.gputelemetry.wire.FileRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** A file of the log, as messages are sent from it. */
record LogFile(DiskFile file) implements FileRange.Source {

  /** Where the messages of a batch are. */
  static FileRange messages(StoredBatch batch) {
    return new FileRange(new LogFile(batch.file()), batch.position(), batch.bytes());
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
    return file.transferTo(position, count, target);
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    return file.read(target, position);
  }
}
