package io.gputelemetry.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class AssetTest {
  private static final Asset.Serving SERVING =
      new Asset.Serving("default-src 'self'", Duration.ofHours(1));

  @Test
  void asset_known_isServedOpenWithItsOwnPolicyAndATag() throws Exception {
    try (Client client = new Client("secret", List.of(page("pages/index.html")))) {
      HttpResponse<String> answer = client.get("/page?v=2");

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("<title>Page</title>");
      assertThat(answer.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
      assertThat(answer.headers().firstValue("Content-Security-Policy"))
          .contains("default-src 'self'");
      assertThat(answer.headers().firstValue("Cache-Control")).contains("public, max-age=3600");
      assertThat(answer.headers().firstValue("ETag")).get().asString().matches("W/\"[0-9a-f]+\"");
    }
  }

  @Test
  void asset_theClientHasIt_is304WithoutBody() throws Exception {
    try (Client client = new Client("", List.of(page("pages/index.html")))) {
      String tag = client.get("/page").headers().firstValue("ETag").orElseThrow();

      HttpResponse<String> same = client.get("/page", "If-None-Match", tag);
      HttpResponse<String> other = client.get("/page", "If-None-Match", "W/\"0\"");

      assertThat(same.statusCode()).isEqualTo(304);
      assertThat(same.body()).isEmpty();
      assertThat(same.headers().firstValue("ETag")).contains(tag);
      assertThat(other.statusCode()).isEqualTo(200);
    }
  }

  @Test
  void asset_inTheDocument_isNotListed() throws Exception {
    try (Client client = new Client("", List.of(page("pages/index.html")))) {
      assertThat(client.get("/openapi.json").body()).doesNotContain("/page");
    }
  }

  @Test
  void asset_missingOrOfUnknownType_isRefusedAtStart() {
    assertThatThrownBy(() -> page("pages/none.html")).hasMessageContaining("none.html");
    assertThatThrownBy(() -> page("pages/index.exe")).hasMessageContaining("index.exe");
  }

  private static Operation page(String resource) {
    return Asset.at("/page", AssetTest.class.getClassLoader(), resource, SERVING);
  }
}
