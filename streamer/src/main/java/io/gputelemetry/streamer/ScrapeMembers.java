package io.gputelemetry.streamer;

import io.gputelemetry.queue.ClientState;
import io.gputelemetry.queue.MessageQueue;
import io.gputelemetry.queue.QueueRefusedException;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueUnavailableException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streamers that share targets, as the broker lists them: who is connected and reports the
 * counter of the stream. A streamer that ends is off the list as soon as its connection is.
 */
public final class ScrapeMembers {
  private static final Logger LOG = LoggerFactory.getLogger(ScrapeMembers.class);

  private final MessageQueue queue;
  private final String counter;
  private boolean failing;

  /**
   * Those of a stream.
   *
   * @param queue to ask; stays open
   * @param streamId the name that they share
   */
  public ScrapeMembers(MessageQueue queue, String streamId) {
    CRC32C hash = new CRC32C();
    hash.update(streamId.getBytes(StandardCharsets.UTF_8));
    this.queue = queue;
    this.counter = "scrape_share_" + HexFormat.of().toHexDigits((int) hash.getValue());
  }

  /** What a member has to report. */
  public Map<String, Long> reported() {
    return Map.of(counter, 1L);
  }

  /** The names of the members; empty if the broker does not tell now. */
  public Optional<Set<String>> names() {
    try {
      QueueReply.Inspection inspection = queue.inspection();
      if (inspection.clientsLeftOut() > 0) {
        return unknown("there are more connections than it tells of");
      }
      Set<String> names =
          inspection.clients().stream()
              .filter(this::isMember)
              .map(ClientState::instance)
              .collect(Collectors.toUnmodifiableSet());
      failing = false;
      return Optional.of(names);
    } catch (QueueUnavailableException | QueueRefusedException e) {
      return unknown(String.valueOf(e.getMessage()));
    }
  }

  private Optional<Set<String>> unknown(String why) {
    if (!failing) {
      LOG.warn(
          "the broker does not tell who shares the targets, so they stay as they are divided: {}",
          why);
    }
    failing = true;
    return Optional.empty();
  }

  private boolean isMember(ClientState client) {
    return client.counters().stream().anyMatch(known -> known.name().equals(counter));
  }
}
