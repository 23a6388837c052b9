package io.gputelemetry.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ReporterTest {
  private static final QueueReply DONE = new QueueReply.Done();

  private final AtomicLong nanos = new AtomicLong(77);
  private final AtomicLong asked = new AtomicLong();
  private final BlockingQueue<QueueRequest> sent = new LinkedBlockingQueue<>();
  private volatile CompletableFuture<QueueReply> answer = CompletableFuture.completedFuture(DONE);

  private final QueueConnection connection =
      new QueueConnection() {
        @Override
        public CompletableFuture<QueueReply> send(QueueRequest request) {
          sent.add(request);
          return answer;
        }

        @Override
        public void close() {}
      };

  private final Reporter reporter =
      new Reporter(new MessageQueue(connection, Duration.ofSeconds(20)), this::next, nanos::get);

  private QueueRequest.Report next() {
    return report(asked.incrementAndGet());
  }

  private static QueueRequest.Report report(long count) {
    return new QueueRequest.Report(Map.of("asked", count), "");
  }

  @Test
  void report_isSentAtOnce_soonAgain_andThenEveryInterval() {
    for (int i = 0; i < 2; i++) {
      assertThat(reporter.doWork()).isTrue();
      assertThat(reporter.doWork()).isFalse();
      assertThat(reporter.idleNanos()).isEqualTo(Reporter.FIRST_INTERVAL.toNanos());
      nanos.addAndGet(Reporter.FIRST_INTERVAL.toNanos());
    }
    assertThat(reporter.doWork()).isTrue();
    assertThat(reporter.doWork()).isFalse();
    nanos.addAndGet(Reporter.INTERVAL.toNanos() - 1);
    assertThat(reporter.doWork()).isFalse();
    assertThat(reporter.idleNanos()).isEqualTo(1);
    nanos.addAndGet(1);
    assertThat(reporter.doWork()).isTrue();
    assertThat(sent).containsExactly(report(1), report(2), report(3), report(4));
  }

  @Test
  void report_thatFailsOrIsRefused_isLeftAlone_andTheNextOneIsNew() {
    answer = CompletableFuture.failedFuture(new QueueUnavailableException("lost"));
    assertThat(reporter.doWork()).isFalse();
    nanos.addAndGet(Reporter.INTERVAL.toNanos());
    answer = CompletableFuture.completedFuture(new QueueReply.Refused(QueueError.CLOSED, "stop"));
    assertThat(reporter.doWork()).isFalse();
    nanos.addAndGet(Reporter.INTERVAL.toNanos());
    answer = CompletableFuture.completedFuture(DONE);
    assertThat(reporter.doWork()).isTrue();
    assertThat(sent).containsExactly(report(1), report(2), report(3));
  }

  @Test
  void reporter_closed_reportsOnceMore() throws InterruptedException {
    reporter.start();
    assertThat(sent.take()).isEqualTo(report(1));
    reporter.close();
    assertThat(sent).containsExactly(report(2));
  }

  @Test
  void reporter_closedWhileTheBrokerIsSilent_doesNotWaitForIt() throws InterruptedException {
    answer = new CompletableFuture<>();
    reporter.start();
    assertThat(sent.take()).isEqualTo(report(1));
    reporter.close();
    assertThat(answer).isNotDone();
    answer.complete(DONE);
  }

  @Test
  void reporter_neverStarted_closesWithoutAWord() {
    reporter.close();
    assertThat(sent).isEmpty();
  }
}
