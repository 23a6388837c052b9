package io.gputelemetry.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BodyEncodingTest {
  private static final Param<Optional<String>> ENCODING =
      Param.header("content-encoding", "how the body is encoded");
  private static final Content BODY = Content.bytes(List.of("*/*"), 100, "anything");

  @AutoClose private Client client;

  @BeforeEach
  void start() throws Exception {
    client =
        new Client(
            "",
            List.of(
                Operation.post("/plain", "plain", "Takes bytes")
                    .accepts(BODY)
                    .bytes("text/plain", BodyEncodingTest::echo),
                Operation.post("/encoded", "encoded", "Takes encoded bytes")
                    .params(ENCODING)
                    .accepts(BODY)
                    .bytes("text/plain", BodyEncodingTest::echo)));
  }

  private static Reply.Body echo(Request request) {
    byte[] body = request.body();
    return out -> out.write(body);
  }

  @Test
  void encodedBody_forAnOperationThatDeclaresIt_comesAsSent() throws Exception {
    for (String encoding : List.of("snappy", "gzip", "identity")) {
      HttpResponse<String> answer =
          client.send("POST", "/encoded", "as sent", "Content-Encoding", encoding);
      assertThat(answer.statusCode()).as(encoding).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("as sent");
    }
  }

  @Test
  void encodedBody_forAnyOtherOperation_isRefused() throws Exception {
    HttpResponse<String> answer =
        client.send("POST", "/plain", "as sent", "Content-Encoding", "gzip");
    assertThat(answer.statusCode()).isEqualTo(415);
    assertThat(answer.body()).contains("encoded by \\\"gzip\\\"", "send it as it is");
  }

  @Test
  void bodyThatIsSaidToBePlain_isTakenEverywhere() throws Exception {
    HttpResponse<String> answer =
        client.send("POST", "/plain", "as sent", "Content-Encoding", "Identity");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body().getBytes(StandardCharsets.UTF_8)).hasSize(7);
  }
}
