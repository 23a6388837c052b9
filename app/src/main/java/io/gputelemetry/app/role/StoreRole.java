package io.gputelemetry.app.role;

import io.gputelemetry.app.settings.ListenerSettings;
import java.util.List;

/** The store alone: the embedded one, served to collectors and APIs in other processes. */
final class StoreRole {
  private StoreRole() {}

  static RunningRole start(Context context) {
    Listeners.requireFree(context, List.of(listener(context), Probes.listener(context)));
    return StartedRole.of(parts -> {
      DataDirectory directory = DataDirectory.open(context);
      StorePart store = parts.started("store", StorePart.embedded(context, directory));
      StoreDoorPart door = parts.started("store door", StoreDoorPart.open(context, store.store()));
      Probes probes = parts.started("probes", Probes.start(context, List.of(store.answers())));
      return "store " + door.url() + " over " + directory + ", " + probes;
    });
  }

  private static Listeners.Wanted listener(Context context) {
    return new Listeners.Wanted("store-addr", context.settings().get(ListenerSettings.STORE_ADDR));
  }
}
