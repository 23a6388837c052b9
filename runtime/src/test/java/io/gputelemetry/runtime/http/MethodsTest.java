package io.gputelemetry.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.runtime.json.JsonFormatException;
import io.gputelemetry.runtime.json.JsonText;
import io.gputelemetry.runtime.things.Parcel;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Operations that change something, and JSON that is passed on as it was written. */
class MethodsTest {
  private static final Param<String> NAME = Param.path("name", "which");
  private static final Content PARCEL = Content.json(Parcel.class, 1_000, "a parcel");

  private final Client client =
      new Client(
          "",
          List.of(
              Operation.put("/parcels/{name}", "putParcel", "Puts")
                  .params(NAME)
                  .accepts(PARCEL)
                  .json(Parcel.class, MethodsTest::echo),
              Operation.delete("/parcels/{name}", "takeParcel", "Takes")
                  .params(NAME)
                  .jsonOrNothing(Parcel.class, request -> found(request.get(NAME)))));

  MethodsTest() throws Exception {}

  @AfterEach
  void close() {
    client.close();
  }

  private static Parcel echo(Request request) {
    try {
      return new Parcel("echo", JsonText.parse(ByteBuffer.wrap(request.body())));
    } catch (JsonFormatException e) {
      throw ProblemException.badRequest("body", String.valueOf(e.getMessage()));
    }
  }

  private static Optional<Parcel> found(String name) {
    return name.equals("none") ? Optional.empty() : Optional.of(new Parcel(name, JsonText.NULL));
  }

  @Test
  void json_insideOfJson_isPassedOnAsItIs() throws Exception {
    String content = "{\"x\":[1.50, 12345678901234567890]}";
    assertThat(put(content).body()).isEqualTo("{\"name\":\"echo\",\"content\":" + content + "}");
    assertThat(put("{\"x\":01}").statusCode()).isEqualTo(400);
  }

  @Test
  void nothing_toAnswer_is204WithoutABody() throws Exception {
    assertThat(client.send("DELETE", "/parcels/a", "").body())
        .isEqualTo("{\"name\":\"a\",\"content\":null}");
    HttpResponse<String> none = client.send("DELETE", "/parcels/none", "");
    assertThat(none.statusCode()).isEqualTo(204);
    assertThat(none.body()).isEmpty();
    assertThat(client.send("POST", "/parcels/a", "").headers().firstValue("Allow"))
        .contains("PUT, DELETE");
    assertThat(client.get("/openapi.json").body())
        .contains("\"204\":{\"description\":\"No Content\"}")
        .contains("\"content\":{\"description\":\"Anything.\"}");
  }

  @ParameterizedTest
  @CsvSource({"cross-site, 403", "same-site, 403", "same-origin, 204", "none, 204"})
  void change_fromAPageOfAnotherSite_isRefused(String site, int status) throws Exception {
    assertThat(client.send("DELETE", "/parcels/none", "", "Sec-Fetch-Site", site).statusCode())
        .isEqualTo(status);
  }

  private HttpResponse<String> put(String body) throws Exception {
    return client.send("PUT", "/parcels/a", body, "Content-Type", "application/json");
  }
}
