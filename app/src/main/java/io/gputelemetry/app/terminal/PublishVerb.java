package io.gputelemetry.app.terminal;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.settings.BadSettingException;
import io.gputelemetry.queue.Message;
import io.gputelemetry.queue.MessageQueue;
import io.gputelemetry.queue.Producer;
import io.gputelemetry.queue.QueueRefusedException;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueUnavailableException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code publish}: words, a file, or the lines of the standard input. */
final class PublishVerb {
  private static final String PAYLOAD = "PAYLOAD";
  private static final String FILE = "--file";
  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final int TRIES = 3;

  /** Messages of one publish, if so many wait. */
  private static final int BATCH_MESSAGES = 500;

  private static final int BATCH_BYTES = 256 << 10;

  private final Call call;
  private final String topic;
  private final MessageForm form;
  private final long producerId;
  private final List<Message> batch = new ArrayList<>();
  private int batchBytes;
  private long number;

  private PublishVerb(Call call) {
    this.call = call;
    this.topic = call.asked().topic();
    this.form = MessageForm.of(call.asked(), call.machine().clock());
    this.producerId = call.machine().random().nextLong(1, Long.MAX_VALUE);
  }

  static Verb verb() {
    return Verb.of(
            Verb.ALONE,
            "publish",
            "Publishes messages and prints their offsets: each word is one, or the whole of --file,"
                + " or each line of the standard input. JSON is taken as such, and collectors store"
                + " records with the fields of the capture; anything else is text or bytes.",
            call -> new PublishVerb(call).run())
        .arguments("0..*", PAYLOAD, "A message each. Without one: the lines of the standard input.")
        .option(FILE, "FILE", "A file whose bytes are one message.")
        .topic()
        .option(MessageForm.KEY, "KEY", "What the messages are about; the payloads must be JSON.")
        .option(MessageForm.CONTENT_TYPE, "TYPE", "The content type, instead of one that fits.")
        .example("gpu-telemetry publish '{\"any\":\"JSON\"}'")
        .example("gpu-telemetry publish --topic scratch one two three")
        .example("tail -f records.jsonl | gpu-telemetry publish")
        .example("gpu-telemetry publish --topic scratch --file a.bin --content-type image/png");
  }

  private ExitCode run() throws IOException {
    List<String> words = call.asked().words();
    Optional<String> file = call.asked().text(FILE);
    if (file.isPresent()) {
      if (!words.isEmpty()) {
        throw new BadSettingException(FILE + " and words say two things; give one of them");
      }
      add(ByteBuffer.wrap(read(file.get())));
    } else if (words.isEmpty()) {
      lines();
    } else {
      for (String word : words) {
        add(StandardCharsets.UTF_8.encode(word));
      }
    }
    flush();
    return ExitCode.FINE;
  }

  private static byte[] read(String file) {
    try {
      return Files.readAllBytes(Path.of(file));
    } catch (IOException e) {
      throw new BadSettingException(
          FILE + " " + file + " cannot be read; check its name and permissions");
    }
  }

  /** What has come goes out before the next line is waited for. */
  private void lines() throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(call.machine().in(), StandardCharsets.UTF_8));
    for (Optional<String> line = line(lines); line.isPresent(); line = line(lines)) {
      if (!line.get().isEmpty()) {
        add(StandardCharsets.UTF_8.encode(line.get()));
      }
      if (!lines.ready()) {
        flush();
      }
    }
  }

  private static Optional<String> line(BufferedReader lines) throws IOException {
    return Optional.ofNullable(lines.readLine());
  }

  private void add(ByteBuffer payload) {
    Message message = form.message(topic, payload);
    if (batch.size() == BATCH_MESSAGES || batchBytes + payload.remaining() > BATCH_BYTES) {
      flush();
    }
    batch.add(message);
    batchBytes += payload.remaining();
  }

  private void flush() {
    if (batch.isEmpty()) {
      return;
    }
    long first = offset(published(call.required(), 1));
    for (int i = 0; i < batch.size(); i++) {
      if (call.output().isJson()) {
        call.output().one(new Row().with("topic", topic).with("offset", first + i));
      } else {
        call.output().line(Long.toString(first + i));
      }
    }
    number++;
    batch.clear();
    batchBytes = 0;
  }

  /** A repeat has the same number, so it is there once. */
  private QueueReply published(MessageQueue queue, int attempt) {
    try {
      return queue.publish(topic, new Producer(producerId, 0, number, 0), batch, DEADLINE);
    } catch (QueueUnavailableException e) {
      if (attempt == TRIES) {
        throw e;
      }
      return published(queue, attempt + 1);
    }
  }

  static long offset(QueueReply reply) {
    return switch (reply) {
      case QueueReply.Published published -> published.firstOffset();
      case QueueReply.Duplicate duplicate -> duplicate.firstOffset();
      case QueueReply.Refused refused ->
          throw new QueueRefusedException(refused.error(), refused.message());
      default -> throw new IllegalStateException("BUG: this cannot be the reply: " + reply);
    };
  }
}
