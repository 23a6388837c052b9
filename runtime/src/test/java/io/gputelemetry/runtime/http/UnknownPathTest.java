package io.gputelemetry.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.runtime.things.Part;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnknownPathTest {
  private static final long LARGE = 5_000_000_000L;
  private HttpListener listener;

  @BeforeEach
  void start() throws IOException {
    listener =
        HttpListener.start(
            new HttpListener.Config("127.0.0.1", 0, "", "Things"),
            List.of(
                Operation.get("/parts/{id}", "part", "Reads")
                    .params(Param.path("id", "which"))
                    .json(Part.class, _ -> new Part(true)),
                Operation.post("/parts", "addPart", "Takes one")
                    .accepts(Served.BODY)
                    .json(Part.class, _ -> new Part(true))),
            Map.of("/there", "somebody else takes this"));
  }

  @AfterEach
  void stop() {
    listener.close();
  }

  /** Announces a body that is larger than anything, and ends with what is answered to that. */
  private String announced(String path) throws IOException {
    return Client.raw(
        listener.port(),
        "POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: text/csv\r\nContent-Length: %d\r\n\r\n"
            .formatted(path, LARGE));
  }

  private HttpResponse<String> posted(String path) throws Exception {
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + listener.port() + path))
              .POST(HttpRequest.BodyPublishers.ofString("x"))
              .build();
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/here", "/there", "/there?x=1"})
  void post_toAPathThatIsNotServed_is404HoweverLargeItIs(String path) throws Exception {
    String said = path.startsWith("/there") ? "somebody else takes this" : "nothing at this path";
    assertThat(posted(path).statusCode()).isEqualTo(404);
    assertThat(posted(path).body()).contains(said);
    assertThat(announced(path)).startsWith("HTTP/1.1 404").contains(said);
  }

  @Test
  void post_thatIsTooLarge_isToldHowMuchIsTaken() throws IOException {
    assertThat(announced("/parts"))
        .startsWith("HTTP/1.1 413")
        .contains("larger than 1,000 bytes, the most that is taken here");
    assertThat(announced("/parts/1"))
        .startsWith("HTTP/1.1 413")
        .contains("no body is needed at this path");
  }

  @Test
  void post_whereOnlyReadingIsPossible_is405() throws Exception {
    assertThat(posted("/parts/1").statusCode()).isEqualTo(405);
  }
}
