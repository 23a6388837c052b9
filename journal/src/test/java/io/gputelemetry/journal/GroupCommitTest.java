package io.gputelemetry.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GroupCommitTest {
  private final List<String> log = Collections.synchronizedList(new ArrayList<>());
  private final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch firstApply = new CountDownLatch(1);
  private final CountDownLatch mayApply = new CountDownLatch(1);
  private final CountDownLatch commits = new CountDownLatch(5);

  /** Notes what is called; "wait" waits for the test, "fail" fails. */
  private final class Notes implements GroupCommit.Turn<String> {
    private final Duration idle;

    Notes(Duration idle) {
      this.idle = idle;
    }

    @Override
    public void apply(String event) throws IOException {
      log.add(event);
      firstApply.countDown();
      switch (event) {
        case "wait" -> await(mayApply);
        case "fail" -> throw new IOException("apply failed");
        default -> {}
      }
    }

    @Override
    public void commit() throws IOException {
      commits.countDown();
      if (log.contains("fail commit")) {
        throw new IOException("commit failed");
      }
      if (!log.isEmpty() && !log.getLast().equals("|")) {
        log.add("|");
      }
    }

    @Override
    public Duration idle() {
      return idle;
    }
  }

  @Test
  void owner_drainsEverythingThatWaits_andCommitsOnce() {
    try (GroupCommit<String> owner = owner(10)) {
      owner.start();
      assertThat(owner.offer("wait")).isTrue();
      await(firstApply);
      assertThat(owner.offer("a")).isTrue();
      assertThat(owner.offer("b")).isTrue();
      assertThat(owner.offer("c")).isTrue();
      mayApply.countDown();
    }
    assertThat(log).containsExactly("wait", "|", "a", "b", "c", "|");
    assertThat(failures).isEmpty();
  }

  @Test
  void owner_withoutEvents_commitsAfterTheIdleTime() {
    try (GroupCommit<String> owner =
        new GroupCommit<>("owner", 1, new Notes(Duration.ofMillis(1)), failures::add)) {
      owner.start();
      await(commits);
    }
  }

  @Test
  void offer_toAFullInbox_isRefused() throws IOException {
    GroupCommit<String> owner = owner(2);
    assertThat(owner.offer("a")).isTrue();
    assertThat(owner.offer("b")).isTrue();
    assertThat(owner.offer("c")).isFalse();
    assertThat(owner.doWork()).isEqualTo(2);
    assertThat(owner.offer("c")).isTrue();
    owner.close();
    assertThat(log).containsExactly("a", "b", "|", "c", "|");
  }

  @Test
  void put_toAFullInbox_waitsForRoom() throws Exception {
    GroupCommit<String> owner = owner(1);
    AtomicInteger taken = new AtomicInteger();
    owner.put("a");
    Thread waiting = putting(owner, taken);
    assertThat(taken).hasValue(0);
    owner.doWork();
    waiting.join();
    assertThat(taken).hasValue(1);
    owner.doWork();
    assertThat(log).containsExactly("a", "|", "late", "|");
  }

  @Test
  void put_whileTheOwnerCloses_isRefused() throws Exception {
    GroupCommit<String> owner = owner(1);
    AtomicInteger taken = new AtomicInteger();
    owner.put("a");
    Thread waiting = putting(owner, taken);
    owner.close();
    waiting.join();
    assertThat(taken).hasValue(-1);
    assertThat(log).containsExactly("a", "|");
  }

  @Test
  void put_whileTheOwnerFails_isRefused() throws Exception {
    GroupCommit<String> owner = owner(1);
    AtomicInteger taken = new AtomicInteger();
    owner.start();
    owner.put("wait");
    await(firstApply);
    owner.put("fail");
    Thread waiting = putting(owner, taken);
    mayApply.countDown();
    waiting.join();
    owner.close();
    assertThat(failures).hasSize(1);
  }

  @Test
  void doWork_withoutEvents_commitsForTimers() throws IOException {
    GroupCommit<String> owner = owner(1);
    assertThat(owner.doWork()).isZero();
    assertThat(commits.getCount()).isEqualTo(4);
  }

  @Test
  void doWork_thatFails_throwsAndTakesNothingAfterIt() {
    GroupCommit<String> owner = owner(5);
    owner.offer("fail");
    owner.offer("never");
    assertThatExceptionOfType(IOException.class).isThrownBy(owner::doWork);
    assertThat(owner.offer("b")).isFalse();
    assertThatIllegalStateException().isThrownBy(owner::doWork);
    owner.close();
    assertThat(log).containsExactly("fail");
    assertThat(failures).isEmpty();
  }

  @Test
  void apply_thatFails_isReportedOnce_andEndsTheOwner() {
    GroupCommit<String> owner = owner(5);
    owner.start();
    owner.offer("fail");
    owner.close();
    assertThat(failures).singleElement().isInstanceOf(IOException.class);
    assertThat(owner.offer("b")).isFalse();
    owner.close();
    assertThat(failures).hasSize(1);
  }

  @Test
  void commit_thatFails_isReportedOnce_andAnswersNothing() {
    GroupCommit<String> owner = owner(5);
    owner.offer("fail commit");
    owner.close();
    assertThat(failures).singleElement().satisfies(e -> assertThat(e).hasMessage("commit failed"));
    assertThat(log).containsExactly("fail commit");
  }

  @Test
  void close_appliesWhatWaits_withAndWithoutStart() {
    GroupCommit<String> owner = owner(5);
    owner.offer("a");
    owner.close();
    owner.close();
    assertThat(owner.offer("b")).isFalse();
    assertThat(log).containsExactly("a", "|");
    assertThatIllegalStateException().isThrownBy(owner::start);
  }

  @Test
  void close_byTheOwnerItself_endsAfterTheTurn() throws InterruptedException {
    CountDownLatch closed = new CountDownLatch(1);
    List<GroupCommit<String>> self = new ArrayList<>();
    GroupCommit<String> owner =
        new GroupCommit<>(
            "owner",
            1,
            new GroupCommit.Turn<>() {
              @Override
              public void apply(String event) {
                self.getFirst().close();
                closed.countDown();
              }

              @Override
              public void commit() {}

              @Override
              public Duration idle() {
                return Duration.ofDays(1);
              }
            },
            failures::add);
    self.add(owner);
    owner.start();
    owner.put("a");
    await(closed);
    owner.close();
    assertThat(failures).isEmpty();
  }

  @Test
  void close_interrupted_stillWaits_andKeepsTheInterrupt() {
    GroupCommit<String> owner = owner(5);
    owner.start();
    owner.offer("a");
    Thread.currentThread().interrupt();
    owner.close();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(log).containsExactly("a", "|");
  }

  @Test
  void start_twice_isRefused() {
    try (GroupCommit<String> owner = owner(1)) {
      owner.start();
      assertThatIllegalStateException().isThrownBy(owner::start);
    }
    assertThatIllegalArgumentException().isThrownBy(() -> owner(0));
  }

  private GroupCommit<String> owner(int inboxBound) {
    return new GroupCommit<>("owner", inboxBound, new Notes(Duration.ofDays(1)), failures::add);
  }

  /** A thread that waits in put. */
  private static Thread putting(GroupCommit<String> owner, AtomicInteger taken) {
    Thread thread =
        Thread.ofPlatform()
            .start(() -> {
              try {
                taken.set(owner.put("late") ? 1 : -1);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    while (thread.isAlive() && thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    return thread;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
