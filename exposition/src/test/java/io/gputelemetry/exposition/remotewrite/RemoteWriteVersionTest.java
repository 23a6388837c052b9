package io.gputelemetry.exposition.remotewrite;

import static io.gputelemetry.exposition.remotewrite.RemoteWriteVersion.V1;
import static io.gputelemetry.exposition.remotewrite.RemoteWriteVersion.V2;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteWriteVersionTest {

  @Test
  void contentType_ofEach_namesIt() {
    for (RemoteWriteVersion version : RemoteWriteVersion.values()) {
      assertThat(RemoteWriteVersion.of(version.contentType())).contains(version);
    }
    assertThat(RemoteWriteVersion.of("Application/X-Protobuf; Proto=prometheus.WriteRequest"))
        .contains(V1);
    assertThat(
            RemoteWriteVersion.of(
                "application/x-protobuf; charset=x; proto=\"io.prometheus.write.v2.Request\""))
        .contains(V2);
    assertThat(V1.header()).isEqualTo("0.1.0");
    assertThat(V2.header()).isEqualTo("2.0.0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ";",
        "application/json",
        "application/x-protobuf;proto=io.prometheus.write.v3.Request",
        "application/x-protobuf;proto=",
        "application/x-protobuf;proto=prometheus.WriteRequest;proto=io.prometheus.write.v2.Request"
      })
  void contentType_ofNone_namesNone(String contentType) {
    assertThat(RemoteWriteVersion.of(contentType)).isEmpty();
  }
}
