package io.gputelemetry.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class OutboundTest {
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  private final Outbound outbound = new Outbound(ConnectionLimits.DEFAULTS);

  @Test
  void frames_areTakenInBoundedPieces_soThatWrittenOnesCountSoon() throws Exception {
    for (int i = 0; i < 5; i++) {
      assertThat(outbound.offer(frame(200_000, Outgoing.Kind.REQUEST)))
          .isEqualTo(Outbound.Offer.ACCEPTED);
    }
    assertThat(take()).hasSize(2);
    assertThat(take()).hasSize(2);
    assertThat(take()).hasSize(1);
  }

  @Test
  void frames_thatAreSmall_areTakenTogether() throws Exception {
    for (int i = 0; i < 500; i++) {
      assertThat(outbound.offer(frame(100, Outgoing.Kind.REPLY)))
          .isEqualTo(Outbound.Offer.ACCEPTED);
    }
    assertThat(take()).hasSize(500);
  }

  @Test
  void heartbeats_thatWait_areOne() throws Exception {
    assertThat(outbound.offer(Outgoing.HEARTBEAT)).isEqualTo(Outbound.Offer.ACCEPTED);
    assertThat(outbound.offer(Outgoing.HEARTBEAT)).isEqualTo(Outbound.Offer.ACCEPTED);
    assertThat(take()).containsExactly(Outgoing.HEARTBEAT);
    assertThat(outbound.offer(Outgoing.HEARTBEAT)).isEqualTo(Outbound.Offer.ACCEPTED);
    assertThat(take()).containsExactly(Outgoing.HEARTBEAT);
  }

  @Test
  void frames_afterTheLast_areNotAccepted() throws Exception {
    Outgoing last = frame(1, Outgoing.Kind.LAST);
    assertThat(outbound.offer(last)).isEqualTo(Outbound.Offer.ACCEPTED);
    assertThat(outbound.offer(frame(1, Outgoing.Kind.REPLY))).isEqualTo(Outbound.Offer.ENDED);
    assertThat(outbound.awaitRoom()).isFalse();
    assertThat(take()).containsExactly(last);
    assertThat(take()).isEmpty();
  }

  @Test
  void pushes_waitUntilThePeerHasReadMost_andEndWithTheConnection() throws Exception {
    int bytes = 100_000;
    assertThat(outbound.push(frame(bytes, Outgoing.Kind.PUSH))).isTrue();
    assertThat(outbound.push(frame(bytes, Outgoing.Kind.PUSH))).isTrue();
    CompletableFuture<Boolean> third = pushing(bytes);
    CompletableFuture<Boolean> fourth = pushing(bytes);
    List<Outgoing> taken = take();
    assertThat(taken).hasSize(2);
    assertThat(third).isNotDone();
    outbound.written(taken);
    assertThat(third).succeedsWithin(TEN_SECONDS).isEqualTo(true);
    assertThat(fourth).succeedsWithin(TEN_SECONDS).isEqualTo(true);
    assertThat(outbound.isQuiet()).isFalse();
    CompletableFuture<Boolean> fifth = pushing(bytes);
    outbound.drain();
    assertThat(fifth).succeedsWithin(TEN_SECONDS).isEqualTo(false);
    assertThat(outbound.push(frame(1, Outgoing.Kind.PUSH))).isFalse();
  }

  /** Only after it has begun to wait, or is done. */
  private CompletableFuture<Boolean> pushing(int bytes) {
    CompletableFuture<Boolean> pushed = new CompletableFuture<>();
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                pushed.complete(outbound.push(frame(bytes, Outgoing.Kind.PUSH)));
              } catch (InterruptedException e) {
                pushed.completeExceptionally(e);
              }
            });
    while (thread.getState() != Thread.State.WAITING && !pushed.isDone()) {
      Thread.onSpinWait();
    }
    return pushed;
  }

  private List<Outgoing> take() throws InterruptedException {
    List<Outgoing> taken = new ArrayList<>();
    boolean any = outbound.take(taken);
    assertThat(any).isEqualTo(!taken.isEmpty());
    return taken;
  }

  private static Outgoing frame(int bytes, Outgoing.Kind kind) {
    return Outgoing.of(List.of(ByteBuffer.allocate(bytes)), kind);
  }
}
