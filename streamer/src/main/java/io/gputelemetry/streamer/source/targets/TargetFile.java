package io.gputelemetry.streamer.source.targets;

import io.gputelemetry.runtime.json.JsonFields;
import io.gputelemetry.runtime.json.JsonFormatException;
import io.gputelemetry.runtime.json.JsonText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A file that names targets, in the JSON form of Prometheus' {@code file_sd_config}: {@code
 * [{"targets": ["host:port"], "labels": {"job": "dcgm"}}]}. It may change at any time; while it
 * cannot be used, the last list counts. Not thread-safe.
 */
final class TargetFile {
  /** A larger file is not read. */
  static final int BYTES_MAX = 4 << 20;

  /** A file that names more targets is bad. */
  static final int TARGETS_MAX = 20_000;

  private static final Set<String> FIELDS = Set.of("targets", "labels");

  private final Path path;
  private final String job;
  private List<Target> targets = List.of();
  private Optional<String> problem = Optional.empty();
  private Optional<byte[]> content = Optional.empty();

  TargetFile(Path path, String job) {
    this.path = path;
    this.job = job;
  }

  /** The last list that could be read. */
  List<Target> targets() {
    return targets;
  }

  /** Why the file as it is now cannot be used. */
  Optional<String> problem() {
    return problem;
  }

  /** Reads the file if its content is another than before. */
  void refresh() {
    try {
      byte[] now = read();
      if (content.isEmpty() || !Arrays.equals(content.get(), now)) {
        content = Optional.of(now);
        targets = parse(now);
        problem = Optional.empty();
      }
    } catch (NoSuchFileException e) {
      failed("there is no such file");
      content = Optional.empty();
    } catch (IOException e) {
      failed(String.valueOf(e.getMessage()));
      content = Optional.empty();
    } catch (JsonFormatException | IllegalArgumentException e) {
      failed(String.valueOf(e.getMessage()));
    }
  }

  private byte[] read() throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(BYTES_MAX + 1);
      if (bytes.length > BYTES_MAX) {
        throw new IOException("it is larger than " + BYTES_MAX + " bytes");
      }
      return bytes;
    }
  }

  private void failed(String why) {
    String kept = targets.isEmpty() ? "" : "; the last list of %d counts".formatted(targets.size());
    problem = Optional.of("cannot use target file %s: %s%s".formatted(path, why, kept));
  }

  private List<Target> parse(byte[] json) throws JsonFormatException {
    List<Target> parsed = new ArrayList<>();
    for (JsonText group : JsonText.parse(ByteBuffer.wrap(json)).elements()) {
      JsonFields fields = JsonFields.of(group, FIELDS);
      Map<String, String> labels = labels(fields);
      for (JsonText address : JsonFields.required("targets", fields.value("targets")).elements()) {
        parsed.add(Target.of(string("targets", address), labels, job));
        if (parsed.size() > TARGETS_MAX) {
          throw JsonFields.wrong("targets", "it names more than " + TARGETS_MAX + " targets");
        }
      }
    }
    return List.copyOf(parsed);
  }

  private static Map<String, String> labels(JsonFields fields) throws JsonFormatException {
    Map<String, String> labels = new LinkedHashMap<>();
    Optional<JsonText> object = fields.object("labels");
    if (object.isPresent()) {
      for (Map.Entry<String, JsonText> label : object.get().fields().entrySet()) {
        labels.put(label.getKey(), string(label.getKey(), label.getValue()));
      }
    }
    return labels;
  }

  private static String string(String name, JsonText value) throws JsonFormatException {
    if (!value.isString()) {
      throw JsonFields.wrong(name, name + " must be text");
    }
    return value.plain();
  }
}
