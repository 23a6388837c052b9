package io.gputelemetry.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gputelemetry.queue.Deliveries;
import io.gputelemetry.queue.DeliveryRun;
import io.gputelemetry.queue.Message;
import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.QueueUnavailableException;
import io.gputelemetry.queue.StartPosition;
import io.gputelemetry.queue.StoredMessages;
import io.gputelemetry.wire.FileRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class InMemoryConnectionTest {
  private static final QueueRequest.Read READ =
      new QueueRequest.Read("t", new StartPosition.Earliest(), 1, 0);
  private static final QueueRequest.Lease LEASE =
      new QueueRequest.Lease("t", "g", new StartPosition.Earliest(), 1, 1, 0);

  private final StoredMessages messages =
      StoredMessages.of(List.of(new Message("text/plain", 3, ByteBuffer.wrap(new byte[5]))));
  private final List<QueueRequest> asked = new ArrayList<>();
  private boolean closed;
  private QueueReply answer = new QueueReply.Done();
  private final QueueConnection connection = new InMemoryConnection(new Session());

  @Test
  void messagesInAFile_areRead() {
    answer = new QueueReply.Chunk(runs(true), 8);
    assertThat(connection.send(READ).join())
        .isEqualTo(new QueueReply.Chunk(Deliveries.of(List.of(run(messages))), 8));
    answer = new QueueReply.Leased(7, 1000, runs(true));
    QueueReply.Leased leased = (QueueReply.Leased) connection.send(LEASE).join();
    assertThat(leased.token()).isEqualTo(7);
    assertThat(leased.timeoutMillis()).isEqualTo(1000);
    assertThat(leased.deliveries().getFirst().message()).isEqualTo(messages.getFirst());
    assertThat(asked).containsExactly(READ, LEASE);
  }

  @Test
  void otherReplies_passAsTheyAre() {
    assertThat(connection.send(new QueueRequest.Inspect()).join()).isSameAs(answer);
    answer = new QueueReply.Chunk(Deliveries.of(List.of(run(messages))), 8);
    assertThat(connection.send(READ).join()).isSameAs(answer);
    connection.close();
    assertThat(closed).isTrue();
  }

  @Test
  void fileThatCannotBeRead_theReplyFails_andALeaseIsGivenBack() {
    answer = new QueueReply.Chunk(runs(false), 8);
    assertThatThrownBy(() -> connection.send(READ).join())
        .hasCauseInstanceOf(QueueUnavailableException.class)
        .hasMessageContaining("gone");
    answer = new QueueReply.Leased(7, 1000, runs(false));
    assertThatThrownBy(() -> connection.send(LEASE).join())
        .hasCauseInstanceOf(QueueUnavailableException.class);
    assertThat(asked).containsExactly(READ, LEASE, new QueueRequest.Release("t", "g", 7));
  }

  private Deliveries runs(boolean readable) {
    FileRange range = new FileRange(new File(readable), 0, messages.bytes());
    return Deliveries.of(List.of(run(StoredMessages.inFile(1, 3, range))));
  }

  private static DeliveryRun run(StoredMessages of) {
    return new DeliveryRun(5, 1, 2, 3, 4, of);
  }

  /** What lies in the file. */
  private final class File implements FileRange.Source {
    private final boolean readable;

    File(boolean readable) {
      this.readable = readable;
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) {
      throw new UnsupportedOperationException("nothing is sent here");
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      if (!readable) {
        throw new IOException("gone");
      }
      target.put(messages.body());
      return messages.bytes();
    }
  }

  private final class Session implements QueueConnection {
    @Override
    public CompletableFuture<QueueReply> send(QueueRequest request) {
      asked.add(request);
      return CompletableFuture.completedFuture(answer);
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
