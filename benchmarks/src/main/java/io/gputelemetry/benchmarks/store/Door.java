package io.gputelemetry.benchmarks.store;

import io.gputelemetry.embedded.door.StoreDoor;
import io.gputelemetry.remote.RemoteStore;
import io.gputelemetry.remote.RemoteStoreConfig;
import io.gputelemetry.store.SampleStore;
import io.gputelemetry.store.frame.StoreRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** The way that a store in another process is used: over loopback, though in one process. */
record Door(StoreDoor door, RemoteStore client) implements AutoCloseable {

  static Door of(SampleStore store) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    StoreDoor door =
        new StoreDoor(
            StoreDoor.listeningOn(new InetSocketAddress(loopback, 0)),
            List.of(),
            store,
            System::nanoTime);
    var hello = new StoreRequest.Hello("bench-store", "bench", "");
    return new Door(
        door,
        RemoteStore.connect(RemoteStoreConfig.of(loopback.getHostAddress(), door.port(), hello)));
  }

  @Override
  public void close() throws IOException {
    client.close();
    door.close();
  }
}
