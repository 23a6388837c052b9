package io.gputelemetry.app.role;

import io.gputelemetry.app.settings.Address;
import io.gputelemetry.app.settings.ListenerSettings;
import io.gputelemetry.embedded.door.StoreDoor;
import io.gputelemetry.store.SampleStore;
import io.gputelemetry.wire.tls.Tls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;

/** The door of the store of this process. */
record StoreDoorPart(StoreDoor door, String url) implements AutoCloseable {
  /** Begins to serve a store, which must be closed after the door. */
  static StoreDoorPart open(Context context, SampleStore store) {
    Address asked = context.settings().get(ListenerSettings.STORE_ADDR);
    Address address = context.access().bind("store-addr", asked);
    Optional<Tls> tls = Encryption.ofServer(context.settings());
    try {
      StoreDoor door =
          new StoreDoor(
              StoreDoor.listeningOn(new InetSocketAddress(address.host(), address.port()))
                  .withTls(tls),
              context.access().secrets(),
              store,
              context.machine().clock()::monotonicNanos);
      context.metrics().registry().register(new StoreMetrics(store, door));
      String scheme = tls.isPresent() ? "tls://" : "tcp://";
      return new StoreDoorPart(door, scheme + context.access().reachable(asked, door.port()));
    } catch (IOException e) {
      throw Listeners.unavailable("store-addr", address, e);
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
  }
}
