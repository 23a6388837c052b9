package io.gputelemetry.app.logging;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * One event, one line: {@code {"ts","level","role","instance","thread","logger","msg","error"}}, or
 * the same as text. Control characters are escaped, so that nothing that came from outside can
 * begin a line of its own.
 */
final class LineEncoder extends EncoderBase<ILoggingEvent> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final Logs.Form form;

  LineEncoder(Logs.Form form) {
    this.form = form;
  }

  @Override
  public byte[] headerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] footerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    return (form.json() ? json(event) : text(event)).getBytes(UTF_8);
  }

  private String json(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(256).append('{');
    field(line, "ts", time(event));
    field(line, "level", event.getLevel().toString().toLowerCase(Locale.ROOT));
    field(line, "role", form.role());
    field(line, "instance", form.instance());
    field(line, "thread", event.getThreadName());
    field(line, "logger", event.getLoggerName());
    field(line, "msg", event.getFormattedMessage());
    if (event.getThrowableProxy() != null) {
      field(line, "error", ThrowableProxyUtil.asString(event.getThrowableProxy()));
    }
    return line.append("}\n").toString();
  }

  private static void field(StringBuilder line, String name, String value) {
    line.append(line.length() > 1 ? "," : "").append('"').append(name).append("\":\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        line.append('\\').append(c);
      } else {
        escape(line, c);
      }
    }
    line.append('"');
  }

  private String text(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(256);
    line.append(time(event)).append(' ');
    line.append(String.format(Locale.ROOT, "%-5s", event.getLevel())).append(' ');
    line.append(form.role()).append(' ').append(form.instance()).append(' ');
    String logger = event.getLoggerName();
    line.append(logger, logger.lastIndexOf('.') + 1, logger.length()).append(": ");
    event.getFormattedMessage().chars().forEach(c -> escape(line, (char) c));
    line.append('\n');
    if (event.getThrowableProxy() != null) {
      line.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
    }
    return line.toString();
  }

  private static void escape(StringBuilder line, char c) {
    if (c == '\n') {
      line.append("\\n");
    } else if (c == '\t') {
      line.append("\\t");
    } else if (Character.isISOControl(c)) {
      line.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
    } else {
      line.append(c);
    }
  }

  private static String time(ILoggingEvent event) {
    return TIME.format(Instant.ofEpochMilli(event.getTimeStamp()));
  }
}
