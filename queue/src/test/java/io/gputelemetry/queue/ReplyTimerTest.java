package io.gputelemetry.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ReplyTimerTest {
  private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long HOUR = TimeUnit.HOURS.toNanos(1);

  private final ReplyTimer timer = new ReplyTimer(System::nanoTime);

  @Test
  void reply_passesThrough() {
    CompletableFuture<QueueReply> reply = new CompletableFuture<>();
    CompletableFuture<QueueReply> bounded = timer.bound(reply, HOUR);
    assertThat(bounded).isNotDone();
    reply.complete(new QueueReply.Done());
    assertThat(bounded.join()).isEqualTo(new QueueReply.Done());
  }

  @Test
  void failure_passesThrough() {
    CompletableFuture<QueueReply> reply = new CompletableFuture<>();
    CompletableFuture<QueueReply> bounded = timer.bound(reply, HOUR);
    reply.completeExceptionally(new QueueUnavailableException("lost"));
    assertThatThrownBy(bounded::join).hasRootCauseMessage("lost");
  }

  @Test
  void silence_endsInTime_alsoBehindOnesThatMayWaitLonger() {
    var _ = timer.bound(new CompletableFuture<>(), HOUR);
    CompletableFuture<QueueReply> hasty = timer.bound(new CompletableFuture<>(), MILLISECOND);
    assertThatThrownBy(hasty::get).hasCauseInstanceOf(TimeoutException.class);
  }

  @Test
  void afterAllAreAnswered_theNextSilenceEndsToo() {
    for (int i = 0; i < 3; i++) {
      CompletableFuture<QueueReply> late = timer.bound(new CompletableFuture<>(), MILLISECOND);
      assertThatThrownBy(late::get).hasCauseInstanceOf(TimeoutException.class);
    }
  }

  @Test
  void lateReply_changesNothing() {
    CompletableFuture<QueueReply> reply = new CompletableFuture<>();
    CompletableFuture<QueueReply> bounded = timer.bound(reply, MILLISECOND);
    assertThatThrownBy(bounded::get).hasCauseInstanceOf(TimeoutException.class);
    reply.complete(new QueueReply.Done());
    assertThat(bounded).isCompletedExceptionally();
  }
}
