package io.gputelemetry.systemtests.simulation.history;

import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueReply.Refused;
import io.gputelemetry.queue.QueueRequest;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.zip.CRC32C;

/**
 * Everything that came in at the broker's door and left it, in its order, with the crashes between.
 * It is judged as it comes; the newest events are kept for people.
 */
public final class History {
  /** How many events are kept, unless somebody wants more. */
  public static final int KEPT = 100;

  private final LongSupplier clock;
  private final int kept;
  private final Findings findings = new Findings();
  private final Checker checker;
  private final ArrayDeque<Happening> newest = new ArrayDeque<>();
  private final TreeMap<String, Long> outcomes = new TreeMap<>();
  private long hash;
  private long requests;
  private int crashes;

  private record Happening(long nanos, String what, Object detail) {
    @Override
    public String toString() {
      return String.format("%10.3f ms  %s %s", nanos / 1e6, what, Shown.of(detail));
    }
  }

  /**
   * Nothing has happened yet.
   *
   * @param nanos the time
   * @param kept events that are kept for people
   */
  public History(LongSupplier nanos, Rules rules, int kept) {
    this.kept = kept;
    this.clock = nanos;
    this.checker = new Checker(findings, rules);
  }

  public void opened(long session) {
    note("opened " + session, session, "");
  }

  /** A request came in. */
  public void arrived(long session, long correlation, QueueRequest request, ByteBuffer frame) {
    requests++;
    mix(frame);
    note("-> " + session + "#" + correlation, session, request);
    checker.arrived(clock.getAsLong(), session, correlation, request);
  }

  /** A reply left. */
  public void left(long session, long correlation, QueueReply reply, ByteBuffer frame) {
    mix(frame);
    count(reply instanceof Refused(QueueError error, _) ? error.name() : kind(reply));
    note("<- " + session + "#" + correlation, session, reply);
    checker.left(clock.getAsLong(), session, correlation, reply);
  }

  /** There is no reply to a request, and its connection ends. */
  public void failed(long session, long correlation) {
    note("failed " + session + "#" + correlation, session, "");
    checker.failed(session, correlation);
  }

  /** The broker saw the end of a connection. */
  public void closed(long session) {
    note("closed " + session, session, "");
    checker.closed(session);
  }

  /** The broker's process ended, with whatever it was at. */
  public void crashed(String how, boolean powerCut) {
    crashes++;
    note("crashed", 0, how);
    checker.crashed(clock.getAsLong(), powerCut);
  }

  /** The broker runs. */
  public void started() {
    note("started");
    checker.started();
  }

  /** The broker ended as it should. */
  public void stopped() {
    note("stopped", 0, "");
    checker.stopped();
  }

  private static String kind(QueueReply reply) {
    return reply.getClass().getSimpleName();
  }

  /** Counts what came of something, to see that all of it comes about. */
  public void count(String outcome) {
    outcomes.merge(outcome, 1L, Long::sum);
  }

  /** How often there was which outcome. */
  public Map<String, Long> outcomes() {
    return Collections.unmodifiableMap(outcomes);
  }

  /** Something that people want to know. */
  public void note(String what) {
    note(what, 0, "");
  }

  /** A reader that goes through the whole of a topic begins. */
  public void auditBegins(String topic) {
    note("audit of " + topic, 0, "");
    checker.auditBegins(topic);
  }

  /** That reader came to the end. */
  public void auditEnds(String topic, long end) {
    note("end of " + topic, 0, end);
    checker.auditEnds(topic, end);
  }

  /** All is said and done. */
  public void end() {
    checker.end();
  }

  /** Something is wrong that no checker had to find. */
  public void violated(String what) {
    findings.add(what);
  }

  /** The first promise that was broken. */
  public Optional<String> violation() {
    return findings.first();
  }

  /** Differs between runs that differ. */
  public long hash() {
    return hash;
  }

  public long requests() {
    return requests;
  }

  public int crashes() {
    return crashes;
  }

  /** What happened last, oldest first. */
  public List<String> newest() {
    return newest.stream().map(Happening::toString).toList();
  }

  private void note(String what, long session, Object detail) {
    mix(clock.getAsLong() * 31 + session);
    newest.addLast(new Happening(clock.getAsLong(), what, detail));
    if (newest.size() > kept) {
      newest.removeFirst();
    }
  }

  private void mix(ByteBuffer frame) {
    CRC32C crc = new CRC32C();
    crc.update(frame.duplicate());
    mix(crc.getValue());
  }

  private void mix(long value) {
    hash = (hash ^ value) * 0x9E3779B97F4A7C15L;
    hash ^= hash >>> 29;
  }
}
