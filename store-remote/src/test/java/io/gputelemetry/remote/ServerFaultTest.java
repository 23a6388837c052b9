package io.gputelemetry.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.gputelemetry.store.AggregateQuery;
import io.gputelemetry.store.BatchOf;
import io.gputelemetry.store.ScanQuery;
import io.gputelemetry.store.StoreException;
import io.gputelemetry.store.StoredSample;
import io.gputelemetry.store.WriteReceipt;
import io.gputelemetry.store.frame.ReplyCodec;
import io.gputelemetry.store.frame.RequestCodec;
import io.gputelemetry.store.frame.RowChunk;
import io.gputelemetry.store.frame.StoreError;
import io.gputelemetry.store.frame.StoreFormatException;
import io.gputelemetry.store.frame.StoreFrame;
import io.gputelemetry.store.frame.StoreReply;
import io.gputelemetry.store.frame.StoreRequest;
import io.gputelemetry.telemetry.SampleBatchCodec;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that answers what it should not, or stops in the middle. */
@Timeout(60)
class ServerFaultTest {
  private static final byte[] END = {};
  private static final StoreReply RECEIPT = new StoreReply.Receipt(new WriteReceipt(1, 0, 0));

  private final ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());

  ServerFaultTest() throws IOException {}

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  @Test
  void server_killedBetweenFrames_failsTheAppend() {
    serve((number, request) -> END);
    try (RemoteStore store = connect()) {
      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(() -> append(store))
          .withMessageContaining("was lost")
          .matches(StoreException::retryable);
    }
  }

  @Test
  void server_killedInsideAFrame_failsTheAppend() {
    serve((number, request) -> cut(frame(number, RECEIPT), 6));
    try (RemoteStore store = connect()) {
      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(() -> append(store))
          .withMessageContaining("was lost")
          .matches(StoreException::retryable);
    }
  }

  @Test
  void server_thatLetsNobodyStay_isNotStormed() {
    serve((number, request) -> END);
    Duration minute = Duration.ofMinutes(1);
    try (RemoteStore store =
        Served.connect(server.getLocalPort(), Served.TOKEN, Duration.ofSeconds(20), minute)) {
      assertThatExceptionOfType(StoreException.class).isThrownBy(() -> append(store));
      await().until(() -> store.problem().orElse("").contains("the connection was lost at once"));
      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(() -> append(store))
          .withMessageContaining("waiting for the store");
    }
  }

  @Test
  void server_ofAnotherVersion_isNamed() {
    serve(hello -> {
      byte[] refusal = frame(0, new StoreReply.Refused(StoreError.BAD_REQUEST, "x"));
      refusal[4] = 2;
      return refusal;
    });
    try (RemoteStore store = connect()) {
      await()
          .until(() ->
              store
                  .problem()
                  .orElse("")
                  .contains(
                      "no store of our version: it answers with a frame of version 2, not 1"));
    }
  }

  @Test
  void reply_thatIsTooLarge_isNotReadAndEndsTheConnection() {
    serve((number, request) -> ByteBuffer.allocate(8).putInt(StoreFrame.BYTES_MAX + 1).array());
    try (RemoteStore store = connect()) {
      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(() -> append(store))
          .withMessageContaining("at most " + StoreFrame.BYTES_MAX);
    }
  }

  @Test
  void reply_ofAnotherKind_isNoReceipt() {
    serve((number, request) -> frame(number, new StoreReply.Expired(5)));
    try (RemoteStore store = connect()) {
      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(() -> append(store))
          .withMessageContaining("answered something else");
    }
  }

  @Test
  void server_thatIsOlderThanAggregates_isToBeUpdated() {
    serve((number, request) ->
        frame(number, new StoreReply.Refused(StoreError.BAD_REQUEST, "opcode 9 is unknown")));
    try (RemoteStore store = connect()) {
      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(() -> store.aggregate(AggregateQuery.all(1), bucket -> true))
          .withMessage(
              "the store at tcp://127.0.0.1:"
                  + server.getLocalPort()
                  + " is too old to aggregate, update it: "
                  + "the store refused (BAD_REQUEST): opcode 9 is unknown")
          .matches(StoreException::retryable);
    }
  }

  @Test
  void server_thatRefusesAnAggregateForAnotherReason_isNotCalledOld() {
    serve((number, request) ->
        frame(number, new StoreReply.Refused(StoreError.UNAVAILABLE, "the disk is away")));
    try (RemoteStore store = connect()) {
      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(() -> store.aggregate(AggregateQuery.all(1), bucket -> true))
          .withMessage("the store refused (UNAVAILABLE): the disk is away");
    }
  }

  @Test
  void chunks_thatAreEmptyButAnnounceMore_endTheScan() {
    serve((number, request) ->
        frame(
            number,
            new StoreReply.Rows(
                true, new SampleBatchCodec().encode(new BatchOf().build()), List.of())));
    try (RemoteStore store = connect()) {
      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(() -> store.scan(ScanQuery.all("u"), row -> true))
          .withMessageContaining("announced more and sent nothing");
    }
  }

  @Test
  void chunks_beyondTheLimit_endTheScan() {
    RowChunk chunk = new RowChunk();
    assertThat(chunk.test(new StoredSample(BatchOf.series(1, "M"), 1, OptionalLong.empty(), 1, 1)))
        .isTrue();
    StoreReply.Rows one = chunk.reply(new SampleBatchCodec());
    serve(
        (number, request) -> frame(number, new StoreReply.Rows(true, one.batch(), one.ingested())));
    try (RemoteStore store = connect()) {
      ScanQuery query =
          new ScanQuery("u", Set.of(), 0, 9, ScanQuery.Order.ASC, Optional.empty(), 1);
      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(() -> store.scan(query, row -> true))
          .withMessageContaining("more than was asked for");
    }
  }

  private interface Answer {
    byte[] to(long number, StoreRequest request);
  }

  private void serve(Answer answer) {
    Thread.ofVirtual().start(() -> acceptAll(hello -> frame(hello, new StoreReply.Done()), answer));
  }

  private void serve(Function<Long, byte[]> toHello) {
    Thread.ofVirtual().start(() -> acceptAll(toHello, (number, request) -> END));
  }

  private void acceptAll(Function<Long, byte[]> toHello, Answer answer) {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        serve(socket, toHello, answer);
      } catch (IOException e) {
        // The client went away, or the test is over.
      }
    }
  }

  private static void serve(Socket socket, Function<Long, byte[]> toHello, Answer answer)
      throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    ByteBuffer hello = read(in);
    out.write(toHello.apply(StoreFrame.correlation(hello)));
    out.flush();
    ByteBuffer body = read(in);
    try {
      out.write(answer.to(StoreFrame.correlation(body), RequestCodec.decode(body)));
    } catch (StoreFormatException e) {
      throw new AssertionError(e);
    }
    out.flush();
  }

  private static ByteBuffer read(DataInputStream in) throws IOException {
    int length = in.readInt();
    byte[] body = new byte[length];
    in.readFully(body);
    return ByteBuffer.wrap(body);
  }

  private static byte[] frame(long number, StoreReply reply) {
    List<ByteBuffer> parts = ReplyCodec.encode(number, reply);
    int length = parts.stream().mapToInt(ByteBuffer::remaining).sum();
    ByteBuffer frame = ByteBuffer.allocate(4 + length).putInt(length);
    parts.forEach(part -> frame.put(part.duplicate()));
    return frame.array();
  }

  private static byte[] cut(byte[] frame, int bytes) {
    return Arrays.copyOf(frame, bytes);
  }

  private RemoteStore connect() {
    return Served.connect(server.getLocalPort(), Served.TOKEN, Duration.ofSeconds(20));
  }

  private static void append(RemoteStore store) {
    var _ = store.append(BatchOf.single(BatchOf.series(1, "M"), 1, 1));
  }
}
