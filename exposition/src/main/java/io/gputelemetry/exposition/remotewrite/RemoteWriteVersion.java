package io.gputelemetry.exposition.remotewrite;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The versions of the protocol, with their headers. */
public enum RemoteWriteVersion {
  /** Labels as texts, series by series. */
  V1("prometheus.WriteRequest", "0.1.0", "application/x-protobuf"),
  /** Labels as references into a table of texts. */
  V2(
      "io.prometheus.write.v2.Request",
      "2.0.0",
      "application/x-protobuf;proto=io.prometheus.write.v2.Request");

  /** The media type of both, without the parameter that tells them apart. */
  public static final String MEDIA_TYPE = "application/x-protobuf";

  /** The value of {@code Content-Encoding}: snappy's block format. */
  public static final String CONTENT_ENCODING = "snappy";

  /** The header of a request that names the version. */
  public static final String VERSION_HEADER = "X-Prometheus-Remote-Write-Version";

  /** The headers of an answer that count what was written. */
  public static final String SAMPLES_WRITTEN = "X-Prometheus-Remote-Write-Samples-Written";

  public static final String HISTOGRAMS_WRITTEN = "X-Prometheus-Remote-Write-Histograms-Written";
  public static final String EXEMPLARS_WRITTEN = "X-Prometheus-Remote-Write-Exemplars-Written";

  private static final String PROTO = "proto=";

  private final String message;
  private final String header;
  private final String contentType;

  RemoteWriteVersion(String message, String header, String contentType) {
    this.message = message;
    this.header = header;
    this.contentType = contentType;
  }

  /** The value of {@link #VERSION_HEADER}. */
  public String header() {
    return header;
  }

  /** The value of {@code Content-Type}. */
  public String contentType() {
    return contentType;
  }

  /** The version that a {@code Content-Type} names; without {@code proto} it is the first. */
  public static Optional<RemoteWriteVersion> of(String contentType) {
    String[] parts = contentType.split(";", -1);
    if (!parts[0].strip().toLowerCase(Locale.ROOT).equals(MEDIA_TYPE)) {
      return Optional.empty();
    }
    List<String> named =
        Arrays.stream(parts)
            .skip(1)
            .map(String::strip)
            .filter(part -> part.toLowerCase(Locale.ROOT).startsWith(PROTO))
            .map(part -> part.substring(PROTO.length()).replace("\"", ""))
            .toList();
    return named.isEmpty()
        ? Optional.of(V1)
        : Arrays.stream(values()).filter(one -> named.equals(List.of(one.message))).findFirst();
  }
}
