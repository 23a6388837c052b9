package io.gputelemetry.runtime.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "true",
        "false",
        "0",
        "-0",
        "-12.50e+07",
        "1E3",
        "123456789012345678901234567890",
        "\"\"",
        "\"a\\u00e9\\n\\\\\\\"\\/\"",
        "[]",
        "[1, [2], {}]",
        "{}",
        "{\"a\" : {\"b\":[null]}, \"\":\"é\"}"
      })
  void value_valid_isKeptAsItWasWritten(String text) throws Exception {
    assertThat(JsonText.parse(" \n" + text + "\t").text()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "nul",
        "nullx",
        "tru",
        "01",
        "+1",
        "1.",
        ".5",
        "1e",
        "-",
        "NaN",
        "\"",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"\\u12",
        "\"a\nb\"",
        "[",
        "[1",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{",
        "{a:1}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":1}}",
        "1 2",
        "'a'"
      })
  void value_invalid_isRefused(String text) {
    assertThatThrownBy(() -> JsonText.parse(text)).isInstanceOf(JsonFormatException.class);
  }

  @Test
  void depth_isBounded() throws Exception {
    int most = JsonScanner.DEPTH_MAX;
    assertThat(JsonText.parse("[".repeat(most) + "]".repeat(most)).isArray()).isTrue();
    assertThatThrownBy(() -> JsonText.parse("[".repeat(1 << 20)))
        .hasMessageContaining("nested deeper than");
    assertThatThrownBy(() -> JsonText.parse("{\"a\":".repeat(most + 1)))
        .hasMessageContaining("nested deeper than");
  }

  @Test
  void bytes_thatAreNotUtf8_areRefused() {
    assertThatThrownBy(() -> JsonText.parse(ByteBuffer.wrap(new byte[] {'"', (byte) 0xc3, '"'})))
        .hasMessage("not UTF-8");
  }

  @Test
  void strings_quotedAndPlain_areTheSame() throws Exception {
    String text = "a\"b\\c\n\u0001é😀/";
    assertThat(JsonText.of(text).plain()).isEqualTo(text);
    assertThat(JsonText.parse(JsonText.of(text).text())).isEqualTo(JsonText.of(text));
    assertThat(JsonText.parse("\"\\b\\f\\n\\r\\t\\u00E9\\/\"").plain()).isEqualTo("\b\f\n\r\té/");
  }

  @Test
  void fields_andElements_areCutOut() throws Exception {
    Map<String, JsonText> fields =
        JsonText.parse("{\"a\": [1, \"x\"] , \"b\\u0063\":{\"d\":1.50}}").fields();
    assertThat(fields.keySet()).containsExactly("a", "bc");
    assertThat(fields)
        .containsEntry("a", JsonText.parse("[1, \"x\"]"))
        .containsEntry("bc", JsonText.parse("{\"d\":1.50}"));
    assertThat(JsonText.parse("[1, \"x\"]").elements())
        .containsExactly(JsonText.of(1), JsonText.of("x"));
    assertThatThrownBy(() -> JsonText.parse("{\"a\":1,\"\\u0061\":2}").fields())
        .hasMessage("is there twice");
    assertThatThrownBy(() -> JsonText.parse("[]").fields()).hasMessageContaining("object");
    assertThatThrownBy(() -> JsonText.parse("{}").elements()).hasMessageContaining("array");
  }

  @Test
  void fields_wrong_areNamed() throws Exception {
    JsonText object =
        JsonText.parse("{\"s\":1,\"n\":\"x\",\"o\":[],\"long\":\"abc\",\"gone\":null,\"t\":true}");
    assertThatThrownBy(() -> JsonFields.of(object, Set.of("s")))
        .satisfies(e -> assertThat(((JsonFormatException) e).field()).isEqualTo("n"))
        .hasMessageContaining("not known");
    JsonFields fields = JsonFields.of(object, Set.of("s", "n", "o", "long", "gone", "t"));
    assertThatThrownBy(() -> fields.flag("s")).hasMessage("must be true or false");
    assertThat(fields.flag("t")).contains(true);
    assertThat(fields.flag("gone")).isEmpty();
    assertThatThrownBy(() -> fields.text("s", 9)).hasMessage("must be a string");
    assertThatThrownBy(() -> fields.text("long", 2)).hasMessageContaining("at most 2");
    assertThatThrownBy(() -> fields.integer("n", 0, 9)).hasMessageContaining("from 0 to 9");
    assertThatThrownBy(() -> fields.integer("s", 2, 9)).hasMessageContaining("from 2 to 9");
    assertThatThrownBy(() -> fields.object("o")).hasMessage("must be an object");
    assertThatThrownBy(() -> JsonFields.required("none", fields.value("none")))
        .hasMessage("is missing");
    assertThat(fields.integer("s", 0, 9)).hasValue(1);
    assertThat(fields.text("gone", 9)).isEmpty();
    assertThat(fields.value("gone")).contains(JsonText.NULL);
  }

  @Test
  void envelope_keepsWhatWasSaid() throws Exception {
    String text = "{\"id\":\"a\",\"key\":\"k\",\"metadata\":{\"x\":1.0},\"payload\":[1]}";
    Envelope envelope = Envelope.of(JsonFields.of(JsonText.parse(text), Envelope.FIELDS));
    assertThat(envelope.json().text()).isEqualTo(text);
    assertThat(envelope.isBare()).isFalse();
    assertThat(Envelope.of(JsonText.of(true)).json().text()).isEqualTo("{\"payload\":true}");
    assertThatThrownBy(
            () -> Envelope.of(JsonFields.of(JsonText.parse("{\"id\":\"\"}"), Envelope.FIELDS)))
        .hasMessage("must not be empty");
  }

  @Test
  void contentTypes_areToldApart() {
    assertThat(JsonMessageType.of(JsonMessageType.text(true, 7)))
        .isEqualTo(new JsonMessageType(JsonMessageType.Form.VALUE, OptionalLong.of(7)));
    assertThat(JsonMessageType.of(JsonMessageType.text(false, -7)))
        .isEqualTo(new JsonMessageType(JsonMessageType.Form.ENVELOPE, OptionalLong.of(-7)));
    for (String plain : List.of("application/json", "Application/JSON; charset=utf-8")) {
      assertThat(JsonMessageType.of(plain))
          .isEqualTo(new JsonMessageType(JsonMessageType.Form.VALUE, OptionalLong.empty()));
    }
    for (String other : List.of("", "text/plain", "application/jsonx", "application/json;a=b")) {
      assertThat(JsonMessageType.of(other).form()).isEqualTo(JsonMessageType.Form.OTHER);
    }
  }
}
