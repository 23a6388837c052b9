package io.gputelemetry.runtime.http;

import io.avaje.json.JsonAdapter;
import io.avaje.json.JsonDataException;
import io.avaje.json.JsonReader;
import io.avaje.json.JsonWriter;
import io.gputelemetry.runtime.json.JsonFormatException;
import io.gputelemetry.runtime.json.JsonText;

/** JSON inside of JSON, as it was written. */
final class JsonTexts implements JsonAdapter<JsonText> {
  @Override
  public void toJson(JsonWriter writer, JsonText value) {
    writer.rawValue(value.text());
  }

  @Override
  public JsonText fromJson(JsonReader reader) {
    try {
      return JsonText.parse(reader.readRaw());
    } catch (JsonFormatException e) {
      throw new JsonDataException(String.valueOf(e.getMessage()), e);
    }
  }
}
