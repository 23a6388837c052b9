package io.gputelemetry.runtime.http;

import io.helidon.http.Headers;
import io.helidon.http.encoding.ContentDecoder;
import io.helidon.http.encoding.ContentEncoder;
import io.helidon.http.encoding.ContentEncodingContext;
import io.helidon.http.encoding.ContentEncodingContextConfig;

/**
 * Leaves encoded bodies of requests as they are: an operation that declares the header {@code
 * Content-Encoding} decodes them itself, within its bounds, and every other one refuses them.
 * Without this the server refuses each request with that header as if it were not HTTP.
 */
final class BodiesAsSent implements ContentEncodingContext {
  private final ContentEncodingContext none =
      ContentEncodingContext.create(config -> config.contentEncodingsDiscoverServices(false));

  @Override
  public boolean contentEncodingEnabled() {
    return false;
  }

  @Override
  public boolean contentDecodingEnabled() {
    return true;
  }

  @Override
  public boolean contentEncodingSupported(String encoding) {
    return false;
  }

  @Override
  public boolean contentDecodingSupported(String encoding) {
    return true;
  }

  @Override
  public ContentEncoder encoder(String encoding) {
    return none.encoder(encoding);
  }

  @Override
  public ContentDecoder decoder(String encoding) {
    return ContentDecoder.NO_OP;
  }

  @Override
  public ContentEncoder encoder(Headers headers) {
    return none.encoder(headers);
  }

  @Override
  public ContentEncodingContextConfig prototype() {
    return none.prototype();
  }
}
