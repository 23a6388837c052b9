package io.gputelemetry.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gputelemetry.runtime.things.Color;
import io.gputelemetry.runtime.things.Part;
import io.gputelemetry.runtime.things.Thing;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Short answers are sent whole, long ones as they come. */
class AnswerTest {
  @ParameterizedTest
  @CsvSource({"1, true", "65536, true", "65537, false", "1000000, false"})
  void body_anyLength_arrivesWhole(int length, boolean withLength) throws Exception {
    byte[] content = "x".repeat(length).getBytes(StandardCharsets.UTF_8);
    Operation text =
        Operation.get("/text", "text", "Text").bytes("text/plain", r -> out -> out.write(content));
    try (Client client = new Client("", List.of(text))) {
      HttpResponse<byte[]> plain = client.bytes("/text");
      HttpResponse<byte[]> packed = client.bytes("/text", "Accept-Encoding", "gzip");

      assertThat(plain.body()).isEqualTo(content);
      assertThat(plain.headers().firstValue("Content-Length").isPresent()).isEqualTo(withLength);
      assertThat(packed.headers().firstValue("Content-Encoding").isPresent())
          .isEqualTo(length >= Compression.SMALLEST);
      if (length >= Compression.SMALLEST) {
        assertThat(unpacked(packed.body())).isEqualTo(content);
      }
    }
  }

  @Test
  void json_long_isStreamedAndWhole() throws Exception {
    List<@Nullable String> labels = Collections.nCopies(50_000, "label");
    Operation large =
        Operation.get("/large", "large", "Large")
            .json(
                Thing.class,
                request ->
                    new Thing("a", 1, null, null, Color.RED, labels, Map.of(), new Part(true)));
    try (Client client = new Client("", List.of(large))) {
      HttpResponse<String> answer = client.get("/large");
      HttpResponse<String> head = client.send("HEAD", "/large", "");

      assertThat(answer.headers().firstValue("Transfer-Encoding")).contains("chunked");
      assertThat(answer.body()).endsWith("\"part\":{\"spare\":true}}").hasSizeGreaterThan(350_000);
      assertThat(head.headers().firstValue("Content-Length"))
          .contains(Integer.toString(answer.body().length()));
    }
  }

  @Test
  void stream_brokenAfterItBegan_isCutOff() throws Exception {
    try (Client client = new Client("", Served.operations())) {
      assertThatThrownBy(() -> client.bytes("/cut", "Accept-Encoding", "gzip"))
          .isInstanceOf(IOException.class);
    }
  }

  private static byte[] unpacked(byte[] packed) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      return in.readAllBytes();
    }
  }
}
