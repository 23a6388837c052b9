package io.gputelemetry.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.avaje.jsonb.Jsonb;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class OpenApiTest {
  private final Jsonb jsonb = JsonFormat.jsonb();

  @Test
  void schema_record_hasTheServedNamesTypesAndDescriptions() {
    Map<String, Object> thing = at(document(""), "components", "schemas", "Thing");

    assertThat(jsonb.toJson(thing))
        .isEqualTo(
            """
            {"type":"object","description":"A thing.",
            "required":["thing_name","count","last_seen","value","colour","labels","sizes","part"],
            "properties":{
            "thing_name":{"type":"string","description":"Its name.","examples":["bolt"]},
            "count":{"type":"integer","format":"int32","description":"How many.","examples":[3]},
            "last_seen":{"type":["string","null"],"format":"date-time"},
            "value":{"type":["number","null"],"format":"double"},
            "colour":{"$ref":"#/components/schemas/Color"},
            "labels":{"type":"array","items":{"type":["string","null"]}},
            "sizes":{"type":"object",
            "additionalProperties":{"type":"integer","format":"int64"}},
            "part":{"anyOf":[{"$ref":"#/components/schemas/Part"},{"type":"null"}]}}}
            """
                .replace("\n", ""));
  }

  @Test
  void schema_record_namesWhatAnInstanceIsServedWith() {
    Map<String, Object> thing = at(document(""), "components", "schemas", "Thing");
    Map<String, Object> served =
        jsonb.type(Object.class).map().fromJson(jsonb.toJson(Served.thing("a", 1)));

    assertThat(at(thing, "properties").keySet()).containsExactlyElementsOf(served.keySet());
  }

  @Test
  void schema_enumeration_hasTheServedValues() {
    assertThat(jsonb.toJson(at(document(""), "components", "schemas", "Color")))
        .isEqualTo("{\"type\":\"string\",\"enum\":[\"RED\",\"DARK_BLUE\"]}");
  }

  @Test
  void parameter_integer_hasRangeAndDefault() {
    List<?> parameters =
        (List<?>)
            Objects.requireNonNull(at(document(""), "paths", "/things", "get").get("parameters"));

    assertThat(jsonb.toJson(parameters.getFirst()))
        .isEqualTo(
            """
            {"name":"limit","in":"query","required":false,"description":"page size",
            "schema":{"type":"integer","format":"int32","minimum":1,"maximum":1000,
            "default":100}}
            """
                .replace("\n", ""));
    assertThat(jsonb.toJson(parameters))
        .contains("\"name\":\"X-Trace\",\"in\":\"header\"")
        .contains("\"enum\":[\"red\",\"dark_blue\"],\"default\":\"red\"");
  }

  @Test
  void responses_operation_areItsOwnTheAutomaticAndTheDefault() {
    Map<String, Object> document = document("");

    assertThat(at(document, "paths", "/things", "get", "responses"))
        .containsOnlyKeys("200", "400", "default");
    assertThat(at(document, "paths", "/things/{id}", "get", "responses"))
        .containsOnlyKeys("200", "400", "404", "default");
    assertThat(at(document, "paths", "/things", "post", "responses"))
        .containsOnlyKeys("201", "400", "413", "415", "default");
    assertThat(at(document, "paths", "/bytes", "post", "responses", "204"))
        .containsOnlyKeys("description");
  }

  @Test
  void security_tokenSet_isAskedForWhereItIsNeeded() {
    Map<String, Object> document = document("secret");

    assertThat(at(document, "components", "securitySchemes", "token"))
        .containsEntry("scheme", "bearer");
    assertThat(at(document, "paths", "/things", "get")).containsKey("security");
    assertThat(at(document, "paths", "/things", "get", "responses")).containsKey("401");
    assertThat(at(document, "paths", "/open", "get")).doesNotContainKey("security");
    assertThat(jsonb.toJson(document)).doesNotContain("secret");
  }

  @Test
  void yaml_anyDocument_isInBlocks() {
    Map<String, Object> document =
        Fields.of(
            "a", Fields.of("b: ", List.of(1, "x\n")), "e", List.of(), "f", Map.of(), "g", true);

    assertThat(Yaml.of(document, jsonb))
        .isEqualTo(
            """
            "a":
              "b: ":
                - 1
                - "x\\n"
            "e": []
            "f": {}
            "g": true
            """);
  }

  @Test
  void document_madeTwice_isTheSame() {
    assertThat(jsonb.toJson(document(""))).isEqualTo(jsonb.toJson(document("")));
  }

  @Test
  void document_sameIdTwice_isABug() {
    Operation one = Served.operations().getFirst();

    assertThatThrownBy(() -> document("", List.of(one, one.alias("/other", one.id()))))
        .hasMessageContaining("listThings");
  }

  @Test
  void schema_twoTypesOfOneName_isABug() {
    Schemas schemas = new Schemas(jsonb);
    schemas.reference(Problem.class);

    assertThatThrownBy(() -> schemas.reference(Other.Problem.class))
        .hasMessageContaining("two types are named Problem");
  }

  @Test
  void schema_notARecord_isABug() {
    assertThatThrownBy(() -> new Schemas(jsonb).reference(Thread.class))
        .hasMessageContaining("only records are served");
  }

  private Map<String, Object> document(String token) {
    return document(token, Served.operations());
  }

  private Map<String, Object> document(String token, List<Operation> operations) {
    HttpListener.Config config = new HttpListener.Config("", 0, token, "Things");
    return OpenApi.document(config, jsonb, operations);
  }

  @SuppressWarnings("unchecked") // JSON objects have names
  private static Map<String, Object> at(Map<String, Object> json, String... path) {
    Map<String, Object> here = json;
    for (String name : path) {
      assertThat(here).containsKey(name);
      here = (Map<String, Object>) Objects.requireNonNull(here.get(name));
    }
    return here;
  }

  /** Holds a type whose simple name is taken. */
  private interface Other {
    record Problem(int code) {}
  }
}
