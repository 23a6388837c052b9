package io.gputelemetry.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gputelemetry.wire.FileRange;
import io.gputelemetry.wire.FramePart;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StoredMessagesTest {
  @Test
  void messages_storedAndReadBack_areTheSame() throws QueueFormatException {
    for (long seed = 1; seed <= 300; seed++) {
      List<Message> messages = RandomFrames.messages(new SplittableRandom(seed));
      StoredMessages stored = StoredMessages.of(messages);
      ByteBuffer body = stored.body();
      assertThat(body.remaining()).isEqualTo(stored.bytes());
      assertThat(stored.sampleCount())
          .isEqualTo(messages.stream().mapToInt(Message::sampleCount).sum());
      StoredMessages read = StoredMessages.checked(messages.size(), stored.sampleCount(), body);
      assertThat(read).as("seed %d", seed).isEqualTo(messages);
    }
  }

  @Test
  void cut_ofAnyRange_holdsThatRange_inOnePartOrMany() throws QueueFormatException {
    for (long seed = 1; seed <= 100; seed++) {
      List<Message> messages = RandomFrames.messages(new SplittableRandom(seed));
      StoredMessages parts = StoredMessages.of(messages);
      StoredMessages one =
          StoredMessages.stored(messages.size(), parts.sampleCount(), parts.body());
      for (int from = 0; from < messages.size(); from++) {
        for (int to = from + 1; to <= messages.size(); to++) {
          List<Message> expected = messages.subList(from, to);
          assertThat(parts.cut(from, to)).as("seed %d", seed).isEqualTo(expected);
          StoredMessages cut = one.cut(from, to);
          assertThat(cut).as("seed %d", seed).isEqualTo(expected);
          assertThat(cut.bytes()).isEqualTo(StoredMessages.of(expected).bytes());
          assertThat(StoredMessages.checked(to - from, cut.sampleCount(), cut.body()))
              .isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void cut_outside_isRefused() {
    StoredMessages stored = StoredMessages.of(List.of(message(10), message(10)));
    assertThatThrownBy(() -> stored.cut(1, 3)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> stored.cut(-1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> stored.cut(1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void fitting_countsMessagesWithinTheBytes_andAtLeastOne() {
    int one = StoredMessages.of(List.of(message(100))).bytes();
    StoredMessages stored =
        StoredMessages.of(List.of(message(100), message(100), message(100), message(100)));
    assertThat(stored.fitting(0, 4 * one)).isEqualTo(4);
    assertThat(stored.fitting(0, 4 * one - 1)).isEqualTo(3);
    assertThat(stored.fitting(2, 10 * one)).isEqualTo(2);
    assertThat(stored.fitting(3, 1)).isEqualTo(1);
  }

  @Test
  void payload_thatIsLarge_isNotCopied_neitherInNorOut() throws QueueFormatException {
    byte[] bytes = new byte[10_000];
    StoredMessages stored = StoredMessages.of(List.of(new Message("x", 1, ByteBuffer.wrap(bytes))));
    ByteBuffer body = ByteBuffer.allocate(stored.bytes()).put(stored.body()).flip();
    StoredMessages read = StoredMessages.checked(1, 1, body);
    bytes[77] = 5;
    assertThat(stored.parts().getLast().get(77)).isEqualTo((byte) 5);
    body.put(body.limit() - 1, (byte) 9);
    assertThat(read.getFirst().payload().get(9_999)).isEqualTo((byte) 9);
  }

  @Test
  void messagesInAFile_areSentFromThere_andReadOnlyWhenLoaded() throws IOException {
    StoredMessages messages = StoredMessages.of(List.of(message(10), message(20)));
    FileRange range = new FileRange(new File(messages.body()), 0, messages.bytes());
    StoredMessages stored = StoredMessages.inFile(2, messages.sampleCount(), range);
    assertThat(stored.bytes()).isEqualTo(messages.bytes());
    assertThat(stored.file()).contains(range);
    assertThat(stored.cut(0, 2)).isSameAs(stored);
    assertThatIllegalStateException().isThrownBy(stored::parts);
    assertThatIllegalStateException().isThrownBy(stored::body);
    assertThatIllegalStateException().isThrownBy(() -> stored.cut(0, 1));
    assertThat(stored.loaded()).isEqualTo(messages);
    assertThat(stored.loaded().sampleCount()).isEqualTo(messages.sampleCount());
    assertThat(messages.loaded()).isSameAs(messages);
    QueueReply reply =
        new QueueReply.Chunk(Deliveries.of(List.of(new DeliveryRun(5, 0, 0, 0, 1, stored))), 7);
    assertThat(ReplyCodec.frame(1, reply)).contains(new FramePart.InFile(range));
    assertThatIllegalStateException().isThrownBy(() -> ReplyCodec.encode(1, reply));
  }

  /** What is read as a file. */
  private record File(ByteBuffer content) implements FileRange.Source {
    @Override
    public long transferTo(long position, long count, WritableByteChannel target) {
      throw new UnsupportedOperationException("nothing is sent here");
    }

    @Override
    public int read(ByteBuffer target, long position) {
      target.put(content.slice((int) position, target.remaining()));
      return content.remaining();
    }
  }

  @Test
  void bytes_thatAreNoMessages_areRejected() {
    StoredMessages stored = StoredMessages.of(List.of(message(3), message(4)));
    ByteBuffer body = stored.body();
    int samples = stored.sampleCount();
    rejected(1, samples, body);
    rejected(3, samples, body);
    rejected(0, 0, body);
    rejected(0, 0, ByteBuffer.allocate(0));
    rejected(-1, 0, ByteBuffer.allocate(0));
    rejected(2, samples + 1, body);
    rejected(Integer.MAX_VALUE, samples, body);
    ByteBuffer negative = copy(stored.body());
    negative.putInt(1 + Message.SAMPLE_BATCH.length(), -1);
    rejected(2, samples, negative);
    ByteBuffer control = copy(stored.body());
    control.put(3, (byte) '\n');
    rejected(2, samples, control);
  }

  @Test
  void damage_foundLater_saysSo() {
    StoredMessages damaged = StoredMessages.stored(2, 0, ByteBuffer.allocate(5));
    assertThatThrownBy(() -> damaged.get(0)).hasMessageContaining("damaged");
    assertThatThrownBy(() -> damaged.cut(0, 1)).hasMessageContaining("damaged");
    assertThatThrownBy(() -> damaged.fitting(0, 9)).hasMessageContaining("damaged");
  }

  @Test
  void samples_beyondAnInt_areRefused() {
    Message much = new Message("x", Integer.MAX_VALUE, ByteBuffer.allocate(0));
    assertThatThrownBy(() -> StoredMessages.of(List.of(much, much)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("4294967294 samples");
  }

  @Test
  void message_withImpossibleFields_isRefused() {
    ByteBuffer none = ByteBuffer.allocate(0);
    assertThatThrownBy(() -> new Message("a\r\nb", 0, none)).hasMessageContaining("ASCII");
    assertThatThrownBy(() -> new Message("é", 0, none)).hasMessageContaining("ASCII");
    assertThatThrownBy(() -> new Message("a".repeat(256), 0, none)).hasMessageContaining("256");
    assertThatThrownBy(() -> new Message("a", -1, none)).hasMessageContaining("-1");
  }

  @Test
  void deliveries_showEachMessageOfTheirRuns() {
    StoredMessages two = StoredMessages.of(List.of(message(1), message(2)));
    Deliveries deliveries =
        Deliveries.of(
            List.of(
                new DeliveryRun(7, 70, 1, 2, 3, two),
                new DeliveryRun(20, 200, 4, 5, 1, StoredMessages.of(List.of(message(3))))));
    assertThat(deliveries)
        .containsExactly(
            new Delivery(7, 70, 1, 2, 3, message(1)),
            new Delivery(8, 70, 1, 2, 3, message(2)),
            new Delivery(20, 200, 4, 5, 1, message(3)));
    List<Delivery> single = List.of(new Delivery(8, 70, 1, 2, 3, message(2)));
    assertThat(new QueueReply.Chunk(single, 9).runs().getFirst().firstOffset()).isEqualTo(8);
    assertThat(new QueueReply.Leased(1, 1, deliveries).runs()).isSameAs(deliveries.runs());
    assertThat(deliveries.runs().getFirst().bytes())
        .isEqualTo(DeliveryRun.OVERHEAD_BYTES + two.bytes());
  }

  private static ByteBuffer copy(ByteBuffer body) {
    return ByteBuffer.allocate(body.remaining()).put(body).flip();
  }

  private static void rejected(int count, int samples, ByteBuffer body) {
    assertThatThrownBy(() -> StoredMessages.checked(count, samples, body))
        .isInstanceOf(QueueFormatException.class);
  }

  private static Message message(int bytes) {
    return new Message(Message.SAMPLE_BATCH, bytes, ByteBuffer.allocate(bytes));
  }
}
