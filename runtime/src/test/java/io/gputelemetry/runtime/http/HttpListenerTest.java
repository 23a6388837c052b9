package io.gputelemetry.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpListenerTest {
  private Client client;

  @BeforeAll
  void start() throws IOException {
    client = new Client("", Served.operations());
  }

  @AfterAll
  void stop() {
    client.close();
  }

  @Test
  void get_noParameters_usesTheDefaults() throws Exception {
    HttpResponse<String> answer = client.get("/things");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(answer.body())
        .isEqualTo(
            "{\"thing_name\":\"/things always [] RED untraced\",\"count\":100,"
                + "\"last_seen\":\"2025-07-18T20:42:34.500000Z\",\"value\":null,"
                + "\"colour\":\"DARK_BLUE\",\"labels\":[],\"sizes\":{},\"part\":null}");
  }

  @Test
  void get_allParameters_parsesThem() throws Exception {
    HttpResponse<String> answer =
        client.get(
            "/things?limit=7&since=2025-01-01T00:00:00%2B01:00&name=a&name=b%20c&color=dark_blue",
            "X-Trace", "t1");

    assertThat(answer.body())
        .contains("2024-12-31T23:00:00Z [a, b c] DARK_BLUE t1")
        .contains("\"count\":7");
  }

  @Test
  void get_unescapedPlusOfAnOffset_isUnderstood() throws Exception {
    assertThat(client.get("/things?since=2025-01-01T00:00:00+01:00").body())
        .contains("2024-12-31T23:00:00Z");
  }

  @ParameterizedTest
  @CsvSource({
    "/things?limit=0, limit, 1 to 1000",
    "/things?limit=1001, limit, 1 to 1000",
    "/things?limit=, limit, 1 to 1000",
    "/things?limit=99999999999, limit, 1 to 1000",
    "/things?limit=1&limit=2, limit, once",
    "/things?limit=ten, limit, 1 to 1000",
    "/things?since=yesterday, since, RFC 3339",
    "/things?since=2025-02-30T00:00:00Z, since, exists",
    "/things?since=2025-01-01T00:00:00.0000000001Z, since, RFC 3339",
    "/things?color=RED, color, dark_blue",
    "/things?name=, name, 1 to 512",
    "/things?nmae=a, nmae, 'color, limit, name, since'",
    "/text?x=1, x, none here",
  })
  void get_invalidParameter_is400ThatNamesItAndWhatIsValid(
      String path, String parameter, String valid) throws Exception {
    HttpResponse<String> answer = client.get(path);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(answer.body())
        .contains("\"parameter\":\"" + parameter + "\"")
        .contains("\"title\":\"Bad Request\"")
        .contains("\"error\":\"Bad Request\"")
        .contains(valid);
  }

  @Test
  void get_pathParameter_isDecoded() throws Exception {
    assertThat(client.get("/things/a%20b").body()).contains("\"thing_name\":\"a b\"");
  }

  @Test
  void get_problemOfAHandler_isServed() throws Exception {
    HttpResponse<String> answer = client.get("/things/none");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body())
        .isEqualTo(
            "{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,"
                + "\"detail\":\"there is no thing none\",\"instance\":\"/things/none\","
                + "\"parameter\":\"\",\"error\":\"Not Found\","
                + "\"message\":\"there is no thing none\"}");
  }

  @Test
  void get_unavailable_saysWhenToRetry() throws Exception {
    HttpResponse<String> answer = client.get("/later");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).contains("5");
  }

  @Test
  void get_undeclaredParamRead_is500ThatTellsNothingButAnId() throws Exception {
    HttpResponse<String> answer = client.get("/bug");

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(answer.body())
        .containsPattern("under the id [0-9a-f-]{36}")
        .doesNotContain("Exception", "java", "declare");
  }

  @ParameterizedTest
  @CsvSource({"/nothing", "/things/", "/things/a/b", "/", "/THINGS"})
  void get_unknownPath_is404Problem(String path) throws Exception {
    HttpResponse<String> answer = client.get(path);

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
  }

  @ParameterizedTest
  @CsvSource({"DELETE", "PUT", "OPTIONS", "PATCH"})
  void otherMethod_knownPath_is405WithAllow(String method) throws Exception {
    HttpResponse<String> answer = client.send(method, "/things", "");

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).contains("GET, POST, HEAD");
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
  }

  @ParameterizedTest
  @CsvSource({"/things", "/text", "/nothing", "/openapi.json"})
  void head_anyPath_hasTheHeadersOfGetAndNoBody(String path) throws Exception {
    HttpResponse<String> get = client.get(path);
    HttpResponse<String> head = client.send("HEAD", path, "");

    assertThat(head.body()).isEmpty();
    assertThat(head.statusCode()).isEqualTo(get.statusCode());
    assertThat(head.headers().firstValue("Content-Type"))
        .isEqualTo(get.headers().firstValue("Content-Type"));
    assertThat(client.get("/things").statusCode()).as("the connection goes on").isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"/things", "/text", "/nothing", "/bug", "/things?limit=0", "/openapi.json"})
  void everyAnswer_hasTheSecurityHeaders(String path) throws Exception {
    var headers = client.get(path).headers();

    assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(headers.firstValue("X-Frame-Options")).contains("DENY");
    assertThat(headers.firstValue("Referrer-Policy")).contains("no-referrer");
    assertThat(headers.firstValue("Content-Security-Policy"))
        .contains("default-src 'none'; frame-ancestors 'none'");
    assertThat(headers.firstValue("Cache-Control")).contains("no-store");
    assertThat(headers.allValues("Vary")).containsExactly("Accept-Encoding");
  }

  @ParameterizedTest
  @CsvSource({"/text", "/openapi.json"})
  void get_gzipAccepted_compressesLargeAnswers(String path) throws Exception {
    HttpResponse<byte[]> plain = client.bytes(path);
    HttpResponse<byte[]> packed = client.bytes(path, "Accept-Encoding", "br, gzip;q=0.8");

    assertThat(packed.headers().firstValue("Content-Encoding")).contains("gzip");
    assertThat(packed.body().length).isLessThan(plain.body().length);
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
      assertThat(in.readAllBytes()).isEqualTo(plain.body());
    }
  }

  @ParameterizedTest
  @CsvSource({"/open, gzip", "/openapi.json, 'gzip;q=0, br'", "/openapi.json, identity"})
  void get_smallOrNotAccepted_isNotCompressed(String path, String accepted) throws Exception {
    HttpResponse<byte[]> answer = client.bytes(path, "Accept-Encoding", accepted);

    assertThat(answer.headers().firstValue("Content-Encoding")).isEmpty();
    assertThat(answer.headers().firstValue("Vary")).contains("Accept-Encoding");
    assertThat(new String(answer.body(), StandardCharsets.UTF_8)).startsWith("{");
  }

  @Test
  void get_failureInTheMiddle_doesNotLookWhole() {
    assertThatThrownBy(() -> client.get("/cut")).isInstanceOf(IOException.class);
  }

  @Test
  void get_failureBeforeAnythingWasSent_is500() throws Exception {
    HttpResponse<String> answer = client.get("/early", "Accept-Encoding", "gzip");

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.headers().firstValue("Content-Encoding")).isEmpty();
    assertThat(answer.body()).contains("under the id").doesNotContain("secret");
  }

  @Test
  void post_jsonBody_isReadAndAnsweredWithTheStatus() throws Exception {
    String thing =
        "{\"thing_name\":\"a\",\"count\":2,\"last_seen\":null,\"value\":1.5,"
            + "\"colour\":\"RED\",\"labels\":[null],\"sizes\":{\"x\":1},\"part\":{\"spare\":true}}";

    HttpResponse<String> answer =
        client.send("POST", "/things", thing, "Content-Type", "application/json; charset=utf-8");

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.body()).isEqualTo(thing);
  }

  @Test
  void post_notJson_is400OfTheBody() throws Exception {
    HttpResponse<String> answer =
        client.send("POST", "/things", "{\"count\":tru", "Content-Type", "application/json");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("\"parameter\":\"body\"").doesNotContain("avaje");
  }

  @Test
  void post_otherType_is415() throws Exception {
    HttpResponse<String> answer =
        client.send("POST", "/things", "a=b", "Content-Type", "text/plain");

    assertThat(answer.statusCode()).isEqualTo(415);
    assertThat(answer.body()).contains("application/json");
  }

  @Test
  void post_bytes_areReadUpToTheLimit() throws Exception {
    HttpResponse<String> fits =
        client.send("POST", "/bytes", "x".repeat(100), "Content-Type", "image/png");
    HttpResponse<String> tooLarge = client.send("POST", "/bytes", "x".repeat(101));

    assertThat(fits.statusCode()).isEqualTo(204);
    assertThat(fits.headers().firstValue("X-Length")).contains("100");
    assertThat(fits.headers().firstValue("X-Type")).contains("image/png");
    assertThat(tooLarge.statusCode()).isEqualTo(413);
    assertThat(tooLarge.headers().firstValue("Content-Type")).contains("application/problem+json");
  }

  @Test
  void post_chunkedBodyTooLarge_is413() throws Exception {
    String answer =
        client.raw(
            "POST /bytes HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                + "Transfer-Encoding: chunked\r\n\r\nc8\r\n"
                + "x".repeat(200)
                + "\r\n0\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 413").contains("application/problem+json");
  }

  @ParameterizedTest
  @CsvSource({
    "'GET / HTTP/1.1\r\n\r\n', 400",
    "'GET /things?a=%zz HTTP/1.1\r\nHost: x\r\n\r\n', 400",
    "'GET /%00<script> HTTP/1.1\r\nHost: x\r\n\r\n', 400",
  })
  void badRequest_ofTheTransport_isAProblemToo(String request, int status) throws Exception {
    String answer = client.raw(request);

    assertThat(answer)
        .startsWith("HTTP/1.1 " + status)
        .contains("application/problem+json", "nosniff")
        .doesNotContain("Exception", "helidon");
  }

  @Test
  void requestLine_tooLong_isRefused() throws Exception {
    String answer = client.raw("GET /" + "x".repeat(5_000) + " HTTP/1.1\r\nHost: x\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 414").contains("application/problem+json");
  }

  @Test
  void headers_tooLong_areRefused() throws Exception {
    String answer =
        client.raw("GET /open HTTP/1.1\r\nHost: x\r\nX: " + "y".repeat(20_000) + "\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 400").contains("application/problem+json");
  }

  @Test
  void start_portInUse_namesItAndHintsAtAnother() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> start("127.0.0.1", taken.getLocalPort()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("port " + taken.getLocalPort())
          .hasMessageContaining("is in use; choose another port");
    }
  }

  @Test
  void start_unknownHost_namesIt() {
    assertThatThrownBy(() -> start("no-such-host.invalid", 0))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("host no-such-host.invalid is unknown");
  }

  @Test
  void start_foreignAddress_namesIt() {
    assertThatThrownBy(() -> start("192.0.2.1", 0))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot listen on 192.0.2.1:0");
  }

  @Test
  void start_sameMethodAndPathTwice_isABug() {
    Operation one = Served.operations().getFirst();

    assertThatThrownBy(() -> new Client("", List.of(one, one)).close())
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void start(String host, int port) throws IOException {
    HttpListener.start(new HttpListener.Config(host, port, "", "x"), List.of()).close();
  }
}
