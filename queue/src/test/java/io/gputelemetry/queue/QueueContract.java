package io.gputelemetry.queue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every way to a broker promises about publishing, reading and groups. A subclass makes a
 * fresh broker for each test.
 */
@Timeout(60)
public abstract class QueueContract {
  protected static final String TOPIC = "telemetry";
  protected static final String GROUP = "collectors";
  protected static final StartPosition EARLIEST = new StartPosition.Earliest();
  protected static final Duration NO_WAIT = Duration.ZERO;
  protected static final Duration LONG_WAIT = Duration.ofSeconds(20);
  protected static final int MANY_BYTES = 100_000;

  private final List<MessageQueue> sessions = new ArrayList<>();

  /** A new session with this test's broker. */
  protected abstract QueueConnection connect();

  /** Lets the broker's time pass. */
  protected abstract void advance(Duration time);

  /** The broker's visibility timeout. */
  protected abstract Duration visibilityTimeout();

  /** A new session, closed after the test. */
  protected final MessageQueue session() {
    MessageQueue session = new MessageQueue(connect(), Duration.ofSeconds(20));
    sessions.add(session);
    return session;
  }

  @AfterEach
  final void closeSessions() {
    sessions.forEach(MessageQueue::close);
  }

  @Test
  void publish_takesTheNextOffsets_andReadShowsEverything() {
    MessageQueue queue = session();
    Producer producer = new Producer(77, 0, 0, 0);
    assertThat(publish(queue, producer, "a", "b")).isEqualTo(0);
    assertThat(publish(queue, new Producer(77, 0, 1, 0), "c")).isEqualTo(2);
    QueueReply.Chunk chunk = queue.read(TOPIC, EARLIEST, MANY_BYTES, NO_WAIT);
    assertThat(texts(chunk.deliveries())).containsExactly("a", "b", "c");
    assertThat(chunk.nextOffset()).isEqualTo(3);
    Delivery last = chunk.deliveries().getLast();
    assertThat(last.offset()).isEqualTo(2);
    assertThat(last.producerId()).isEqualTo(77);
    assertThat(last.producerNumber()).isEqualTo(1);
    assertThat(last.deliveries()).isEqualTo(1);
    assertThat(last.message().contentType()).isEqualTo("text/plain");
    assertThat(last.message().sampleCount()).isEqualTo(1);
    assertThat(last.appendedAtMicros())
        .isGreaterThanOrEqualTo(chunk.deliveries().getFirst().appendedAtMicros());
  }

  @Test
  void publish_repeated_isRecognised_unlessAnonymous() {
    MessageQueue queue = session();
    Producer producer = new Producer(5, 0, 0, 0);
    assertThat(publish(queue, producer, "a", "b")).isEqualTo(0);
    assertThat(publish(queue, new Producer(5, 0, 1, 0), "c")).isEqualTo(2);
    QueueReply repeated =
        session().publish(TOPIC, producer, messages("a", "b"), Duration.ofSeconds(1));
    assertThat(repeated).isEqualTo(new QueueReply.Duplicate(0));
    publish(queue, Producer.ANONYMOUS, "d");
    publish(queue, Producer.ANONYMOUS, "d");
    assertThat(texts(queue.read(TOPIC, EARLIEST, MANY_BYTES, NO_WAIT).deliveries()))
        .containsExactly("a", "b", "c", "d", "d");
  }

  @Test
  void publish_withAnOlderEpoch_isFenced() {
    MessageQueue queue = session();
    publish(queue, new Producer(5, 1, 0, 0), "new");
    QueueReply reply =
        queue.publish(TOPIC, new Producer(5, 0, 1, 0), messages("old"), Duration.ZERO);
    assertThat(reply)
        .isInstanceOfSatisfying(
            QueueReply.Refused.class,
            refused -> assertThat(refused.error()).isEqualTo(QueueError.FENCED));
  }

  @Test
  void read_startsWhereItIsAsked() {
    MessageQueue queue = session();
    publish(queue, Producer.ANONYMOUS, "a", "b", "c");
    advance(Duration.ofMillis(50));
    publish(queue, Producer.ANONYMOUS, "d");
    assertThat(readTexts(queue, new StartPosition.At(0))).containsExactly("a", "b", "c", "d");
    assertThat(readTexts(queue, new StartPosition.At(1))).containsExactly("b", "c", "d");
    assertThat(readTexts(queue, new StartPosition.Latest())).isEmpty();
    long lastAt =
        queue.read(TOPIC, EARLIEST, MANY_BYTES, NO_WAIT).deliveries().getLast().appendedAtMicros();
    assertThat(readTexts(queue, new StartPosition.Since(lastAt))).containsExactly("d");
    assertThat(readTexts(queue, new StartPosition.Since(lastAt + 1))).isEmpty();
    QueueReply.Chunk end = queue.read(TOPIC, new StartPosition.At(4), MANY_BYTES, NO_WAIT);
    assertThat(end.deliveries()).isEmpty();
    assertThat(end.nextOffset()).isEqualTo(4);
  }

  @Test
  void read_boundedInBytes_goesOnWhereItEnded() {
    MessageQueue queue = session();
    String large = "x".repeat(3000);
    for (int i = 0; i < 5; i++) {
      publish(queue, Producer.ANONYMOUS, i + large, i + large);
    }
    List<String> all = new ArrayList<>();
    StartPosition next = EARLIEST;
    while (all.size() < 10) {
      QueueReply.Chunk chunk = queue.read(TOPIC, next, 5000, NO_WAIT);
      assertThat(chunk.deliveries()).hasSizeBetween(1, 2);
      chunk.deliveries().forEach(delivery -> all.add(text(delivery).substring(0, 1)));
      next = new StartPosition.At(chunk.nextOffset());
    }
    assertThat(all).containsExactly("0", "0", "1", "1", "2", "2", "3", "3", "4", "4");
  }

  @Test
  void read_thatWaits_getsWhatIsPublished() throws Exception {
    MessageQueue reader = session();
    CompletableFuture<List<String>> reading =
        CompletableFuture.supplyAsync(
            () -> texts(reader.read(TOPIC, EARLIEST, MANY_BYTES, LONG_WAIT).deliveries()));
    publish(session(), Producer.ANONYMOUS, "a");
    assertThat(reading.get(30, TimeUnit.SECONDS)).containsExactly("a");
  }

  @Test
  void members_shareMessages_andGroupsSeeAll() {
    MessageQueue first = session();
    MessageQueue second = session();
    publish(first, Producer.ANONYMOUS, "a", "b", "c", "d", "e");
    QueueReply.Leased one = lease(first, GROUP, 2);
    QueueReply.Leased two = lease(second, GROUP, 10);
    assertThat(texts(one.deliveries())).containsExactly("a", "b");
    assertThat(texts(two.deliveries())).containsExactly("c", "d", "e");
    assertThat(lease(first, GROUP, 10).deliveries()).isEmpty();
    assertThat(lease(first, GROUP, 10).token()).isZero();
    assertThat(texts(lease(second, "others", 10).deliveries()))
        .containsExactly("a", "b", "c", "d", "e");
  }

  @Test
  void ack_isFinal_andItsTokenIsUsedUp() {
    MessageQueue queue = session();
    publish(queue, Producer.ANONYMOUS, "a", "b");
    QueueReply.Leased leased = lease(queue, GROUP, 1);
    assertThat(queue.ack(TOPIC, GROUP, leased.token())).isTrue();
    assertThat(queue.ack(TOPIC, GROUP, leased.token())).isFalse();
    assertThat(queue.extend(TOPIC, GROUP, leased.token())).isFalse();
    advance(visibilityTimeout().multipliedBy(2));
    assertThat(texts(lease(queue, GROUP, 10).deliveries())).containsExactly("b");
  }

  @Test
  void release_letsAnotherMemberHaveThemAtOnce() {
    MessageQueue first = session();
    MessageQueue second = session();
    publish(first, Producer.ANONYMOUS, "a", "b");
    QueueReply.Leased held = lease(first, GROUP, 10);
    assertThat(first.release(TOPIC, GROUP, held.token())).isTrue();
    QueueReply.Leased again = lease(second, GROUP, 10);
    assertThat(texts(again.deliveries())).containsExactly("a", "b");
    assertThat(again.deliveries()).allMatch(delivery -> delivery.deliveries() == 2);
    assertThat(first.ack(TOPIC, GROUP, held.token())).isFalse();
    assertThat(second.ack(TOPIC, GROUP, again.token())).isTrue();
  }

  @Test
  void lease_thatExpires_goesToAnother_andTheLateAckIsRefused() {
    MessageQueue slow = session();
    MessageQueue quick = session();
    publish(slow, Producer.ANONYMOUS, "a");
    QueueReply.Leased held = lease(slow, GROUP, 1);
    assertThat(lease(quick, GROUP, 1).deliveries()).isEmpty();
    advance(visibilityTimeout().plusMillis(1));
    QueueReply.Leased again = quick.lease(TOPIC, GROUP, EARLIEST, 1, MANY_BYTES, LONG_WAIT);
    assertThat(texts(again.deliveries())).containsExactly("a");
    assertThat(again.token()).isNotEqualTo(held.token());
    assertThat(slow.ack(TOPIC, GROUP, held.token())).isFalse();
    assertThat(quick.ack(TOPIC, GROUP, again.token())).isTrue();
  }

  @Test
  void extend_keepsALeaseBeyondItsTimeout() {
    MessageQueue holder = session();
    publish(holder, Producer.ANONYMOUS, "a");
    QueueReply.Leased held = lease(holder, GROUP, 1);
    for (int i = 0; i < 3; i++) {
      advance(visibilityTimeout().multipliedBy(2).dividedBy(3));
      assertThat(holder.extend(TOPIC, GROUP, held.token())).isTrue();
    }
    assertThat(lease(session(), GROUP, 1).deliveries()).isEmpty();
    assertThat(holder.ack(TOPIC, GROUP, held.token())).isTrue();
  }

  @Test
  void session_closed_givesItsLeasesBack() {
    MessageQueue leaving = session();
    publish(leaving, Producer.ANONYMOUS, "a", "b");
    assertThat(lease(leaving, GROUP, 10).deliveries()).hasSize(2);
    leaving.close();
    QueueReply.Leased again = session().lease(TOPIC, GROUP, EARLIEST, 10, MANY_BYTES, LONG_WAIT);
    assertThat(texts(again.deliveries())).containsExactly("a", "b");
  }

  @Test
  void lease_thatWaits_getsWhatIsPublished() throws Exception {
    MessageQueue member = session();
    CompletableFuture<QueueReply.Leased> leasing =
        CompletableFuture.supplyAsync(
            () -> member.lease(TOPIC, GROUP, EARLIEST, 10, MANY_BYTES, LONG_WAIT));
    publish(session(), Producer.ANONYMOUS, "a");
    QueueReply.Leased leased = leasing.get(30, TimeUnit.SECONDS);
    assertThat(texts(leased.deliveries())).containsExactly("a");
    assertThat(leased.timeoutMillis()).isEqualTo((int) visibilityTimeout().toMillis());
    assertThat(member.ack(TOPIC, GROUP, leased.token())).isTrue();
  }

  @Test
  void group_begunAtTheEnd_seesOnlyWhatComesLater() {
    MessageQueue queue = session();
    publish(queue, Producer.ANONYMOUS, "before");
    StartPosition latest = new StartPosition.Latest();
    assertThat(queue.lease(TOPIC, GROUP, latest, 10, MANY_BYTES, NO_WAIT).deliveries()).isEmpty();
    publish(queue, Producer.ANONYMOUS, "after");
    assertThat(texts(queue.lease(TOPIC, GROUP, latest, 10, MANY_BYTES, NO_WAIT).deliveries()))
        .containsExactly("after");
  }

  @Test
  void token_thatNobodyGot_isLost() {
    MessageQueue queue = session();
    publish(queue, Producer.ANONYMOUS, "a");
    QueueReply.Leased leased = lease(queue, GROUP, 1);
    assertThat(queue.ack(TOPIC, GROUP, leased.token() + 1000)).isFalse();
    assertThat(queue.ack(TOPIC, GROUP, leased.token())).isTrue();
  }

  @Test
  void inspect_countsWhatHappened() {
    MessageQueue queue = session();
    Producer producer = new Producer(5, 0, 0, 0);
    publish(queue, producer, "aaaa", "bb");
    var _ = queue.publish(TOPIC, producer, messages("aaaa", "bb"), Duration.ZERO);
    QueueReply.Leased leased = lease(queue, GROUP, 1);
    assertThat(queue.ack(TOPIC, GROUP, leased.token())).isTrue();
    var _ = lease(queue, GROUP, 1);
    TopicState topic = state(queue);
    assertThat(topic.firstOffset()).isZero();
    assertThat(topic.endOffset()).isEqualTo(2);
    assertThat(topic.samplesPublished()).isEqualTo(6);
    assertThat(topic.duplicatesRefused()).isEqualTo(1);
    assertThat(topic.producers()).isEqualTo(1);
    TopicState.GroupState group = topic.groups().getFirst();
    assertThat(group.group()).isEqualTo(GROUP);
    assertThat(group.committed()).isEqualTo(1);
    assertThat(group.acked()).isEqualTo(1);
    assertThat(group.inFlight()).isEqualTo(1);
    assertThat(group.lag()).isEqualTo(1);
  }

  @Test
  void session_closed_answersNoMore() {
    MessageQueue closed = session();
    closed.close();
    assertThatThrownBy(() -> publish(closed, Producer.ANONYMOUS, "a"))
        .isInstanceOfAny(QueueUnavailableException.class, QueueRefusedException.class);
  }

  /** Publishes; the first offset. */
  protected static long publish(MessageQueue queue, Producer producer, String... texts) {
    QueueReply reply = queue.publish(TOPIC, producer, messages(texts), Duration.ofSeconds(5));
    if (reply instanceof QueueReply.Published published) {
      assertThat(published.count()).isEqualTo(texts.length);
      return published.firstOffset();
    }
    if (reply instanceof QueueReply.Refused refused) {
      throw new QueueRefusedException(refused.error(), refused.message());
    }
    throw new AssertionError("not published: " + reply);
  }

  /** Messages of text; each has as many samples as it has characters. */
  protected static List<Message> messages(String... texts) {
    List<Message> messages = new ArrayList<>();
    for (String text : texts) {
      messages.add(new Message("text/plain", text.length(), ByteBuffer.wrap(text.getBytes(UTF_8))));
    }
    return messages;
  }

  protected static TopicState state(MessageQueue queue) {
    return queue.inspect().stream()
        .filter(topic -> topic.topic().equals(TOPIC))
        .findFirst()
        .orElseThrow();
  }

  private static QueueReply.Leased lease(MessageQueue queue, String group, int messages) {
    return queue.lease(TOPIC, group, EARLIEST, messages, MANY_BYTES, NO_WAIT);
  }

  private static List<String> readTexts(MessageQueue queue, StartPosition from) {
    return texts(queue.read(TOPIC, from, MANY_BYTES, NO_WAIT).deliveries());
  }

  private static List<String> texts(List<Delivery> deliveries) {
    return deliveries.stream().map(QueueContract::text).toList();
  }

  private static String text(Delivery delivery) {
    return UTF_8.decode(delivery.message().payload().duplicate()).toString();
  }
}
