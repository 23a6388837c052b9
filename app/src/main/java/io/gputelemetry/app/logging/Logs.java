package io.gputelemetry.app.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import java.io.OutputStream;
import org.slf4j.LoggerFactory;

/** Sets up logging for the process; libraries are quiet unless they have something to warn of. */
public final class Logs {
  private Logs() {}

  /**
   * How lines look.
   *
   * @param level the least important one that is written
   * @param json one JSON object a line, else text
   * @param role in each line
   * @param instance in each line
   */
  public record Form(String level, boolean json, String role, String instance) {}

  /** From now on, all lines go to {@code target}, which stays open. */
  public static void configure(Form form, OutputStream target) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    LineEncoder encoder = new LineEncoder(form);
    encoder.setContext(context);
    encoder.start();
    OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.setOutputStream(new Unclosed(target));
    appender.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    Level level = Level.toLevel(form.level());
    root.setLevel(level == Level.INFO ? Level.WARN : level);
    context.getLogger("io.gputelemetry").setLevel(level);
    context.getLogger("java.lang.Runtime").setLevel(Level.WARN);
    root.addAppender(appender);
  }

  /** The end of logging must not close the process's standard output. */
  private static final class Unclosed extends java.io.FilterOutputStream {
    Unclosed(OutputStream target) {
      super(target);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws java.io.IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws java.io.IOException {
      flush();
    }
  }
}
