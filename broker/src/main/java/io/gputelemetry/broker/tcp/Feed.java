package io.gputelemetry.broker.tcp;

import io.gputelemetry.broker.json.DeliveryId;
import io.gputelemetry.broker.json.JsonPublish;
import io.gputelemetry.broker.json.Places;
import io.gputelemetry.queue.Delivery;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.StartPosition;
import java.util.List;
import java.util.Optional;

/** Where the messages of a subscriber come from. */
sealed interface Feed {

  /** Asks for the next messages; may wait this long for them. */
  QueueRequest next(int waitMillis);

  /** The messages of a reply to that, and moves behind them. */
  List<Delivery> taken(QueueReply reply);

  /** What a client calls a message of the last reply. */
  String id(Delivery delivery);

  /** What to ask if nobody wants the last reply any more. */
  Optional<QueueRequest> undo();

  static Feed of(JsonRequests.Wish wish) {
    StartPosition start = Places.of(wish.offset());
    return wish.group()
        .<Feed>map(group -> new Shared(wish.topic(), group, start))
        .orElseGet(() -> new Every(wish.topic(), start));
  }

  /** Every message from a place on; the place is the subscriber's own. */
  final class Every implements Feed {
    private static final int BYTES = 64 << 10;

    private final String topic;
    private StartPosition from;

    Every(String topic, StartPosition from) {
      this.topic = topic;
      this.from = from;
    }

    @Override
    public QueueRequest next(int waitMillis) {
      return new QueueRequest.Read(topic, from, BYTES, waitMillis);
    }

    @Override
    public List<Delivery> taken(QueueReply reply) {
      if (reply instanceof QueueReply.Chunk chunk) {
        from = new StartPosition.At(chunk.nextOffset());
        return chunk.deliveries();
      }
      return List.of();
    }

    @Override
    public String id(Delivery delivery) {
      return JsonPublish.id(topic, delivery.offset());
    }

    @Override
    public Optional<QueueRequest> undo() {
      return Optional.empty();
    }
  }

  /** The messages that a group gives this member, one at a time, so that each can be acked. */
  final class Shared implements Feed {
    private final String topic;
    private final String group;
    private final StartPosition start;
    private long token;

    Shared(String topic, String group, StartPosition start) {
      this.topic = topic;
      this.group = group;
      this.start = start;
    }

    @Override
    public QueueRequest next(int waitMillis) {
      return new QueueRequest.Lease(topic, group, start, 1, Integer.MAX_VALUE, waitMillis);
    }

    @Override
    public List<Delivery> taken(QueueReply reply) {
      if (reply instanceof QueueReply.Leased leased) {
        token = leased.token();
        return leased.deliveries();
      }
      return List.of();
    }

    @Override
    public String id(Delivery delivery) {
      return new DeliveryId(topic, group, delivery.offset(), token).text();
    }

    @Override
    public Optional<QueueRequest> undo() {
      return token == 0
          ? Optional.empty()
          : Optional.of(new QueueRequest.Release(topic, group, token));
    }
  }
}
