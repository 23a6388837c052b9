package io.gputelemetry.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BearerTokensTest {
  private static final String TOKEN = "correct horse battery staple";

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Bearer", "Bearer ", "Bearer correct", "Basic " + TOKEN, TOKEN, "Bearer x"})
  void token_missingOrWrong_is401(String header) throws Exception {
    try (Client client = new Client(TOKEN, Served.operations())) {
      HttpResponse<String> answer = client.get("/things", "Authorization", header);

      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
      assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer " + TOKEN, "bearer   " + TOKEN})
  void token_right_isLetIn(String header) throws Exception {
    try (Client client = new Client(TOKEN, Served.operations())) {
      assertThat(client.get("/things", "Authorization", header).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void token_withoutTheRole_is403_andOneWithIt_isLetIn() throws Exception {
    List<Operation> operations =
        Served.operations().stream()
            .filter(operation -> operation.id().equals("listThings"))
            .map(operation -> operation.withAccess(Operation.Access.oneOf(List.of("a", "b"))))
            .toList();
    List<HttpListener.Token> tokens =
        List.of(
            new HttpListener.Token("all", Set.of()),
            new HttpListener.Token("bee", Set.of("b", "x")),
            new HttpListener.Token("see", Set.of("c")));
    try (Client client = new Client(tokens, operations)) {
      assertThat(status(client, "Bearer all")).isEqualTo(200);
      assertThat(status(client, "Bearer bee")).isEqualTo(200);
      assertThat(status(client, "Bearer see")).isEqualTo(403);
      assertThat(status(client, "Bearer other")).isEqualTo(401);
      assertThat(client.get("/things", "Authorization", "Bearer see").body())
          .contains("this needs a token with the role a or b");
      assertThat(client.get("/openapi.json").body())
          .contains("\"security\":[{\"token\":[\"a\"]},{\"token\":[\"b\"]}]", "\"403\"");
    }
  }

  private static int status(Client client, String authorization) throws Exception {
    return client.get("/things", "Authorization", authorization).statusCode();
  }

  @Test
  void token_openPaths_doNotNeedIt() throws Exception {
    List<Operation> operations = new ArrayList<>(Served.operations());
    operations.addAll(new Health(List.of()).operations());
    try (Client client = new Client(TOKEN, operations)) {
      for (String path :
          List.of("/open", "/livez", "/readyz", "/ready", "/health", "/healthz", "/openapi.json")) {
        assertThat(client.get(path).statusCode()).as(path).isEqualTo(200);
      }
    }
  }

  @Test
  void token_everyOtherListedPath_needsIt() throws Exception {
    try (Client client = new Client(TOKEN, Served.operations())) {
      for (Operation operation : Served.operations()) {
        boolean open = operation.access().open();
        String path = operation.path().replace("{id}", "x");
        int status = client.send(operation.method(), path, "").statusCode();
        assertThat(Optional.of(status).filter(code -> code == 401).isPresent())
            .as(path)
            .isEqualTo(!open);
      }
    }
  }
}
