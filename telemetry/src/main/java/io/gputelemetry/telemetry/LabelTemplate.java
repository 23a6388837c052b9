package io.gputelemetry.telemetry;

import java.util.Locale;

/**
 * A label text such as the capture's {@code labels_raw}, with the parts that repeat a GPU's own
 * columns replaced by placeholders, so that the texts of all series of a fleet become one. {@code
 * LabelTemplate.of(raw, gpu, metric).render(gpu, metric)} always equals {@code raw}.
 *
 * <p>A placeholder is a name in braces, for example {@code Hostname="{host}"}; a literal opening
 * brace is written twice. What looks like a placeholder but names nothing is literal text.
 *
 * @param text the template
 */
public record LabelTemplate(String text) {
  /** No labels. */
  public static final LabelTemplate EMPTY = new LabelTemplate("");

  /** What a placeholder stands for. In this order they are tried. */
  private enum Placeholder {
    UUID("{uuid}"),
    METRIC("{metric}"),
    HOST("{host}"),
    MODEL("{model}"),
    DEVICE("{device}"),
    GPU("{gpu}");

    private final String text;

    Placeholder(String text) {
      this.text = text;
    }

    String value(Gpu gpu, String metric) {
      return switch (this) {
        case UUID -> gpu.uuid();
        case METRIC -> metric;
        case HOST -> gpu.hostname();
        case MODEL -> gpu.modelName();
        case DEVICE -> gpu.device();
        case GPU -> Integer.toString(gpu.gpuId());
      };
    }
  }

  /** The template of a label text of a series. */
  public static LabelTemplate of(String raw, Gpu gpu, String metric) {
    if (raw.isEmpty()) {
      return EMPTY;
    }
    StringBuilder text = new StringBuilder(raw.length());
    int at = 0;
    while (at < raw.length()) {
      int length = at > 0 ? replaced(raw, at, text, gpu, metric) : 0;
      if (length == 0) {
        char c = raw.charAt(at);
        text.append(c);
        if (c == '{') {
          text.append(c);
        }
        length = 1;
      }
      at += length;
    }
    return new LabelTemplate(text.toString());
  }

  /** Appends the placeholder of the label value that begins here; the value's length, or 0. */
  private static int replaced(String raw, int at, StringBuilder text, Gpu gpu, String metric) {
    if (raw.charAt(at - 1) != '"') {
      return 0;
    }
    for (Placeholder placeholder : Placeholder.values()) {
      String value = placeholder.value(gpu, metric);
      if (!value.isEmpty() && raw.startsWith(value, at) && isWhole(raw, at, value, placeholder)) {
        text.append(placeholder.text);
        return value.length();
      }
    }
    return 0;
  }

  private static boolean isWhole(String raw, int at, String value, Placeholder placeholder) {
    int end = at + value.length();
    if (end == raw.length()) {
      return false;
    }
    boolean closed = raw.charAt(end) == '"';
    return switch (placeholder) {
      case UUID, METRIC, MODEL, DEVICE -> closed;
      // An instance is a host and a port.
      case HOST -> closed || raw.charAt(end) == ':';
      // Any label can have a small number by chance, which would make a template per GPU index.
      case GPU -> closed && labelName(raw, at).contains("gpu");
    };
  }

  /** The name before {@code ="}, lower case; {@code at} is the beginning of the value. */
  private static String labelName(String raw, int at) {
    int start = raw.lastIndexOf(',', at) + 1;
    return raw.substring(start, at).toLowerCase(Locale.ROOT);
  }

  /** The label text for a series. */
  public String render(Gpu gpu, String metric) {
    int brace = text.indexOf('{');
    if (brace < 0) {
      return text;
    }
    StringBuilder raw = new StringBuilder(text.length() + 64);
    int from = 0;
    while (brace >= 0) {
      raw.append(text, from, brace);
      from = brace + appendBraced(raw, brace, gpu, metric);
      brace = text.indexOf('{', from);
    }
    return raw.append(text, from, text.length()).toString();
  }

  /** Appends what stands at an opening brace; returns how long it is in the template. */
  private int appendBraced(StringBuilder raw, int brace, Gpu gpu, String metric) {
    if (text.startsWith("{{", brace)) {
      raw.append('{');
      return 2;
    }
    for (Placeholder placeholder : Placeholder.values()) {
      if (text.startsWith(placeholder.text, brace)) {
        raw.append(placeholder.value(gpu, metric));
        return placeholder.text.length();
      }
    }
    raw.append('{');
    return 1;
  }
}
