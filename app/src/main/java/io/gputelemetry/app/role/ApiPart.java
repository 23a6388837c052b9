package io.gputelemetry.app.role;

import io.gputelemetry.api.ApiConfig;
import io.gputelemetry.api.ApiServer;
import io.gputelemetry.app.settings.Address;
import io.gputelemetry.runtime.http.Health;
import io.gputelemetry.store.SampleStore;
import java.io.IOException;
import java.util.List;

/** Builds the API of this process. */
final class ApiPart {
  private ApiPart() {}

  static ApiServer start(Context context, SampleStore store, List<Health.Check> checks) {
    Address address = context.access().bind("host", Addresses.api(context.settings()));
    ApiConfig config = new ApiConfig(address.host(), address.port(), context.access().token());
    try {
      return ApiServer.start(config, store, context.metrics(), checks);
    } catch (IOException e) {
      throw Listeners.unavailable("port", address, e);
    }
  }
}
