package io.gputelemetry.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthTest {
  private final AtomicReference<Optional<String>> disk = new AtomicReference<>(Optional.empty());
  private final Health health =
      new Health(
          List.of(new Health.Check("log", Optional::empty), new Health.Check("disk", disk::get)));

  @ParameterizedTest
  @CsvSource({"/readyz, ready", "/ready, ready", "/health, healthy", "/healthz, healthy"})
  void ready_allFine_is200(String path, String word) throws Exception {
    try (Client client = new Client("", health.operations())) {
      HttpResponse<String> answer = client.get(path);

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body())
          .isEqualTo(
              "{\"status\":\""
                  + word
                  + "\",\"checks\":[{\"name\":\"log\",\"status\":\"ok\",\"problem\":\"\"},"
                  + "{\"name\":\"disk\",\"status\":\"ok\",\"problem\":\"\"}]}");
    }
  }

  @Test
  void ready_withSomethingToSay_is200AndSaysIt() throws Exception {
    Health noticing =
        new Health(
            List.of(
                new Health.Check(
                    "streamer", Optional::empty, () -> Optional.of("2 of 3 targets fail"))));
    try (Client client = new Client("", noticing.operations())) {
      HttpResponse<String> answer = client.get("/readyz");

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body())
          .contains(
              "{\"name\":\"streamer\",\"status\":\"ok\",\"problem\":\"2 of 3 targets fail\"}");
    }
  }

  @ParameterizedTest
  @CsvSource({"/readyz, not ready", "/health, not healthy"})
  void ready_oneFails_is503WithTheReason(String path, String word) throws Exception {
    disk.set(Optional.of("no space left"));
    try (Client client = new Client("", health.operations())) {
      HttpResponse<String> answer = client.get(path);

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body())
          .contains("\"status\":\"" + word + "\"")
          .contains("{\"name\":\"disk\",\"status\":\"failed\",\"problem\":\"no space left\"}")
          .contains("{\"name\":\"log\",\"status\":\"ok\"");
    }
  }

  @Test
  void ready_checkThrows_is503WithoutInnerDetails() throws Exception {
    Health broken =
        new Health(
            List.of(
                new Health.Check(
                    "store",
                    () -> {
                      throw new IllegalStateException("secret");
                    })));
    try (Client client = new Client("", broken.operations())) {
      HttpResponse<String> answer = client.get("/readyz");

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).contains("see the log").doesNotContain("secret");
    }
  }

  @Test
  void live_checksFail_isUpAllTheSame() throws Exception {
    disk.set(Optional.of("no space left"));
    try (Client client = new Client("", health.operations())) {
      HttpResponse<String> answer = client.get("/livez");

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("{\"status\":\"up\"}");
    }
  }

  @Test
  void health_otherMethod_is405() throws Exception {
    try (Client client = new Client("", health.operations())) {
      assertThat(client.send("POST", "/healthz", "").statusCode()).isEqualTo(405);
    }
  }
}
