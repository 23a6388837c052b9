package io.gputelemetry.runtime.http;

import java.util.List;
import java.util.Optional;

/**
 * The body that an operation takes.
 *
 * @param description for the document
 * @param mediaTypes the content types that are accepted; a star for both parts accepts any
 * @param type the record of a JSON body, empty for bytes
 * @param maxBytes the largest body as it is sent; a larger one is answered with 413
 * @param streamed whether the handler reads it as it arrives, see {@link Request#stream}
 */
public record Content(
    String description,
    List<String> mediaTypes,
    Optional<Class<?>> type,
    long maxBytes,
    boolean streamed) {
  public Content {
    mediaTypes = List.copyOf(mediaTypes);
  }

  /** A JSON document of a record type. */
  public static Content json(Class<?> type, int maxBytes, String description) {
    return new Content(
        description, List.of("application/json"), Optional.of(type), maxBytes, false);
  }

  /** Bytes of one of these types. */
  public static Content bytes(List<String> mediaTypes, int maxBytes, String description) {
    return new Content(description, mediaTypes, Optional.empty(), maxBytes, false);
  }

  /**
   * Bytes of one of these types that the handler reads as they arrive, so that they can be more
   * than memory has. Where the operation declares the header {@code Content-Encoding} they can be
   * compressed; the handler gets them as they are sent.
   */
  public static Content stream(List<String> mediaTypes, long maxBytes, String description) {
    return new Content(description, mediaTypes, Optional.empty(), maxBytes, true);
  }

  boolean accepts(String mediaType) {
    return mediaTypes.contains("*/*") || mediaTypes.contains(mediaType);
  }
}
