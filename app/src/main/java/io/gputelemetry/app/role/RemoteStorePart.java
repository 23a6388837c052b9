package io.gputelemetry.app.role;

import io.gputelemetry.app.settings.Address;
import io.gputelemetry.remote.RemoteStore;
import io.gputelemetry.remote.RemoteStoreConfig;
import io.gputelemetry.runtime.http.Health;
import io.gputelemetry.store.frame.StoreRequest;

/** The store in another process. */
final class RemoteStorePart {
  private RemoteStorePart() {}

  /** Begins to connect to the store that is configured. */
  static RemoteStore connect(Context context) {
    Address address = Addresses.store(context.settings());
    StoreRequest.Hello hello =
        new StoreRequest.Hello(
            context.instance(), context.settings().role().command(), context.access().token());
    return RemoteStore.connect(
        RemoteStoreConfig.of(address.host(), address.port(), hello)
            .withTls(Encryption.toStore(context.settings())));
  }

  /** Whether there is a store to work with. */
  static Health.Check check(RemoteStore store) {
    return new Health.Check("store connection", store::problem);
  }
}
