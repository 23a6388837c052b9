package io.gputelemetry.queue;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * Delivered messages as the runs in which they were stored. As a list it shows each message; the
 * views are made when they are first looked at, so a broker that only passes runs on makes none.
 */
public final class Deliveries extends AbstractList<Delivery> implements RandomAccess {
  private final List<DeliveryRun> runs;
  private final int count;
  private volatile @Nullable List<Delivery> views;

  private Deliveries(List<DeliveryRun> runs, @Nullable List<Delivery> views) {
    this.runs = runs;
    this.views = views;
    int messages = 0;
    for (DeliveryRun run : runs) {
      messages += run.messages().size();
    }
    this.count = messages;
  }

  /** The messages of these runs. */
  public static Deliveries of(List<DeliveryRun> runs) {
    return new Deliveries(List.copyOf(runs), null);
  }

  /** The same deliveries, one run each unless they came in runs. */
  static Deliveries from(List<Delivery> deliveries) {
    if (deliveries instanceof Deliveries already) {
      return already;
    }
    List<DeliveryRun> runs = new ArrayList<>(deliveries.size());
    for (Delivery delivery : deliveries) {
      runs.add(
          new DeliveryRun(
              delivery.offset(),
              delivery.appendedAtMicros(),
              delivery.producerId(),
              delivery.producerNumber(),
              delivery.deliveries(),
              StoredMessages.of(List.of(delivery.message()))));
    }
    return new Deliveries(List.copyOf(runs), List.copyOf(deliveries));
  }

  /** The runs. */
  public List<DeliveryRun> runs() {
    return runs;
  }

  @Override
  public int size() {
    return count;
  }

  @Override
  public Delivery get(int index) {
    List<Delivery> known = views;
    if (known == null) {
      known = views(runs, count);
      views = known;
    }
    return known.get(index);
  }

  private static List<Delivery> views(List<DeliveryRun> runs, int count) {
    List<Delivery> views = new ArrayList<>(count);
    for (DeliveryRun run : runs) {
      for (int i = 0; i < run.messages().size(); i++) {
        views.add(
            new Delivery(
                run.firstOffset() + i,
                run.appendedAtMicros(),
                run.producerId(),
                run.producerNumber(),
                run.deliveries(),
                run.messages().get(i)));
      }
    }
    return List.copyOf(views);
  }
}
