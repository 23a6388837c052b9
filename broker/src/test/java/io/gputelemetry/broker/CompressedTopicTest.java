package io.gputelemetry.broker;

import static io.gputelemetry.broker.Requests.lease;
import static io.gputelemetry.broker.Requests.read;
import static io.gputelemetry.broker.Requests.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.broker.topic.TopicConfig;
import io.gputelemetry.journal.Disk;
import io.gputelemetry.journal.Entry;
import io.gputelemetry.journal.Journal;
import io.gputelemetry.journal.JournalCheck;
import io.gputelemetry.journal.JournalConfig;
import io.gputelemetry.journal.JournalRepair;
import io.gputelemetry.journal.SimulatedDisk;
import io.gputelemetry.queue.AdminRequest.CreateTopic;
import io.gputelemetry.queue.AdminRequest.DeleteTopic;
import io.gputelemetry.queue.AdminRequest.DescribeTopic;
import io.gputelemetry.queue.AdminRequest.ReplayDeadLetters;
import io.gputelemetry.queue.Compression;
import io.gputelemetry.queue.DeadLetter;
import io.gputelemetry.queue.Delivery;
import io.gputelemetry.queue.Message;
import io.gputelemetry.queue.Producer;
import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueReply.Chunk;
import io.gputelemetry.queue.QueueReply.Described;
import io.gputelemetry.queue.QueueReply.Done;
import io.gputelemetry.queue.QueueReply.Leased;
import io.gputelemetry.queue.QueueReply.Refused;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.QueueRequest.Lease;
import io.gputelemetry.queue.QueueRequest.Nack;
import io.gputelemetry.queue.StartPosition;
import io.gputelemetry.queue.StoredMessages;
import io.gputelemetry.queue.TopicSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A topic whose log is compressed does all that another one does. */
class CompressedTopicTest {
  private static final String TOPIC = "t";
  private static final TopicSettings ZSTD = TopicSettings.USUAL.withCompression(Compression.ZSTD);
  private static final String TEXT = "{\"gpu\":\"GPU-0001\",\"utilization\":".repeat(4);

  private final ManualClock clock = new ManualClock();
  private final SimulatedDisk disk = new SimulatedDisk();
  private Broker broker = open();

  @Test
  void messages_comeBackAsTheyWere_alsoAfterARestartAndAfterACrash() throws IOException {
    create(TOPIC, ZSTD);
    batch(0, 500);
    long bytes = bytesOf(TOPIC);
    assertThat(bytes).isLessThan(500 * TEXT.length() / 4);
    assertThat(texts(0)).isEqualTo(expected(0, 500));
    broker.close();
    broker = open();
    assertThat(texts(0)).isEqualTo(expected(0, 500));
    assertThat(((Described) call(new DescribeTopic(TOPIC))).settings().compression())
        .isEqualTo(Compression.ZSTD);
    batch(500, 20);
    disk.crash(new Random(1));
    broker = open();
    assertThat(texts(490)).isEqualTo(expected(490, 520));
  }

  @Test
  void leases_cutThroughABatch_haveTheirOwnMessages() throws IOException {
    create(TOPIC, ZSTD);
    batch(0, 100);
    broker.close();
    broker = open();
    List<String> delivered = new ArrayList<>();
    for (int i = 0; i < 15; i++) {
      QueueRequest some = new Lease(TOPIC, "g", new StartPosition.Earliest(), 7, 1 << 20, 0);
      ((Leased) call(some)).deliveries().forEach(one -> delivered.add(text(one.message())));
      QueueRequest few = new Lease(TOPIC, "h", new StartPosition.At(90), 100, 500, 0);
      assertThat(((Leased) call(few)).deliveries()).hasSizeLessThan(10);
    }
    assertThat(delivered).isEqualTo(expected(0, 100));
  }

  @Test
  void batch_thatDoesNotGetSmaller_isThereAsWell() throws IOException {
    create(TOPIC, ZSTD);
    byte[] noise = new byte[100_000];
    new SplittableRandom(3).nextBytes(noise);
    Message message = new Message("application/octet-stream", 1, ByteBuffer.wrap(noise));
    call(new QueueRequest.Publish(TOPIC, Producer.ANONYMOUS, List.of(message), 0));
    batch(1, 3);
    broker.close();
    broker = open();
    List<Delivery> all = ((Chunk) call(read(TOPIC, 0))).deliveries();
    assertThat(all.getFirst().message()).isEqualTo(message);
    assertThat(texts(1)).isEqualTo(expected(1, 4));
  }

  @Test
  void content_thatIsDamagedUnderARightChecksum_isRefused_andTheRestIsServed() throws IOException {
    create(TOPIC, ZSTD);
    batch(0, 2);
    broker.close();
    byte[] body = {1, 0, 0, 1, 0, 9, 9, 9, 9};
    append(new Entry(1, 1, Entry.Tag.NONE, List.of(ByteBuffer.wrap(body))));
    broker = open();
    batch(3, 1);
    assertThat(texts(0)).as("what is before it").isEqualTo(expected(0, 2));
    assertThat(call(read(TOPIC, 2)))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.error()).isEqualTo(QueueError.CORRUPT);
              assertThat(refused.message())
                  .startsWith("offset 2 is damaged: ")
                  .endsWith("in the compressed batch of offset 2, byte 5");
            });
    assertThat(texts(3)).isEqualTo(expected(3, 4));
    assertThat(broker.problem().orElseThrow()).contains("offset 2 is damaged");
  }

  /** As a broker wrote it that knew nothing of compression. */
  @Test
  void topic_ofAnOlderVersion_isNotCompressed() throws IOException {
    broker.close();
    StoredMessages old = StoredMessages.of(messages(0, 5));
    append(Entry.control(ByteBuffer.wrap(new byte[] {2, 3, 1, 13, 0, 0, 0, 0, 4, 0, 0, 0})));
    append(new Entry(5, 5, Entry.Tag.NONE, old.parts()));
    broker = open();
    assertThat(texts(0)).isEqualTo(expected(0, 5));
    assertThat(call(new CreateTopic(TOPIC, ZSTD)))
        .as("it stays what it was")
        .isInstanceOfSatisfying(
            Refused.class, r -> assertThat(r.error()).isEqualTo(QueueError.ALREADY_EXISTS));
    Described described = (Described) call(new DescribeTopic(TOPIC));
    assertThat(described.settings().compression()).isEqualTo(Compression.NONE);
    assertThat(described.settings().maxDeliveries()).isEqualTo(4);
    batch(5, 100);
    broker.close();
    broker = open();
    assertThat(texts(0)).isEqualTo(expected(0, 105));
  }

  @Test
  void log_isCheckedAndRepaired_asAnyOther() throws IOException {
    TopicSettings small =
        new TopicSettings(
            ZSTD.durability(), TopicSettings.MAX_BYTES_MIN, Duration.ZERO, Duration.ZERO, 0);
    create(TOPIC, small.withCompression(Compression.ZSTD));
    int published = 0;
    while (files().size() < 2) {
      batch(published, 100);
      published += 100;
    }
    broker.close();
    assertThat(JournalCheck.check(log())).allMatch(file -> file.damages().isEmpty());
    String oldest = files().getFirst();
    SimulatedDisk topic = (SimulatedDisk) log();
    byte[] content = topic.content(oldest);
    content[content.length / 2] ^= 1;
    topic.replace(oldest, content);
    List<JournalCheck.Damage> found = JournalCheck.check(log()).getFirst().damages();
    assertThat(found).hasSize(1);
    JournalRepair.repair(log());
    broker = open();
    int gap = (int) found.getFirst().offset();
    List<String> rest = new ArrayList<>();
    QueueReply reply = call(lease(TOPIC, "g", 0));
    while (reply instanceof Leased leased && !leased.deliveries().isEmpty()) {
      leased.deliveries().forEach(one -> rest.add(text(one.message())));
      call(new QueueRequest.Ack(TOPIC, "g", leased.token()));
      reply = call(lease(TOPIC, "g", 0));
    }
    List<String> whole = new ArrayList<>(expected(0, gap));
    whole.addAll(expected(gap + 100, published));
    assertThat(rest).isEqualTo(whole);
  }

  @Test
  void deadLetters_ofItAndInIt_areMadeAndReplayed() throws IOException {
    create(TOPIC, ZSTD);
    create(TOPIC + DeadLetter.TOPIC_SUFFIX, ZSTD);
    batch(0, 20);
    Leased all = (Leased) call(lease(TOPIC, "g", 0));
    for (int offset = 0; offset < 20; offset++) {
      call(Nack.neverAgain(TOPIC, "g", all.token(), offset, "bad"));
    }
    settle();
    broker.close();
    broker = open();
    Chunk letters = (Chunk) call(read(TOPIC + DeadLetter.TOPIC_SUFFIX, 0));
    assertThat(letters.deliveries())
        .extracting(one -> UTF_8.decode(letter(one).payload()).toString())
        .isEqualTo(expected(0, 20));
    assertThat(call(new ReplayDeadLetters(TOPIC, 4))).isEqualTo(new QueueReply.Settled(1));
    settle();
    assertThat(texts(20)).isEqualTo(expected(4, 5));
  }

  @Test
  void deletedTopic_canBeMadeAnewWithoutCompression() throws IOException {
    create(TOPIC, ZSTD);
    batch(0, 5);
    texts(0);
    assertThat(call(new DeleteTopic(TOPIC))).isEqualTo(new Done());
    create(TOPIC, TopicSettings.USUAL);
    batch(7, 5);
    assertThat(texts(0)).isEqualTo(expected(7, 12));
  }

  private static DeadLetter letter(Delivery delivery) {
    return DeadLetter.decode(delivery.message().payload());
  }

  private void settle() throws IOException {
    for (int turn = 0; turn < 5; turn++) {
      clock.advance(Duration.ofMillis(200));
      broker.doWork();
    }
  }

  private void create(String topic, TopicSettings settings) throws IOException {
    assertThat(call(new CreateTopic(topic, settings))).isEqualTo(new Done());
  }

  private void batch(int first, int count) throws IOException {
    List<Message> messages = messages(first, first + count);
    assertThat(call(new QueueRequest.Publish(TOPIC, Producer.ANONYMOUS, messages, 0)))
        .isInstanceOf(QueueReply.Published.class);
  }

  private static List<Message> messages(int from, int to) {
    return expected(from, to).stream()
        .map(text -> new Message("application/json", 1, UTF_8.encode(text)))
        .toList();
  }

  private static List<String> expected(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> TEXT + i + "}").toList();
  }

  private List<String> texts(long offset) throws IOException {
    Chunk chunk = (Chunk) call(read(TOPIC, offset));
    return chunk.deliveries().stream().map(one -> text(one.message())).toList();
  }

  private long bytesOf(String topic) throws IOException {
    return ((Described) call(new DescribeTopic(topic))).state().bytes();
  }

  private Disk log() throws IOException {
    return disk.directory("topics").directory(TOPIC);
  }

  private List<String> files() throws IOException {
    return log().list().stream().filter(name -> name.endsWith(".log")).toList();
  }

  private void append(Entry entry) throws IOException {
    try (Journal journal =
        Journal.open(
            log(),
            JournalConfig.DEFAULT,
            () -> ByteBuffer.wrap(new byte[] {2, 1, 0}),
            Journal.Replay.FROM_SNAPSHOT,
            _ -> {})) {
      journal.append(entry, 1);
    }
  }

  private Broker open() {
    BrokerConfig config = new BrokerConfig(TopicConfig.DEFAULT, 10, Duration.ZERO);
    try {
      return Broker.openStepped(disk, config, clock, new SplittableRandom(1), _ -> {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private QueueReply call(QueueRequest request) throws IOException {
    QueueConnection connection = broker.connect(SessionInfo.inProcess("i", "test"));
    CompletableFuture<QueueReply> reply = connection.send(request);
    broker.doWork();
    return reply.join();
  }
}
