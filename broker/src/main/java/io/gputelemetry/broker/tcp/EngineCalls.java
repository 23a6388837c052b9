package io.gputelemetry.broker.tcp;

import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueFrame;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.QueueUnavailableException;
import io.gputelemetry.queue.ReplyCodec;
import io.gputelemetry.wire.FramePart;
import io.gputelemetry.wire.FrameReply;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A session with the engine, whose requests and replies are kept within the size of a frame. */
final class EngineCalls {
  private static final Logger LOG = LoggerFactory.getLogger(EngineCalls.class);

  private final QueueConnection connection;
  private final int messageBytesMax;

  EngineCalls(QueueConnection connection, int messageBytesMax) {
    this.connection = connection;
    this.messageBytesMax = messageBytesMax;
  }

  void call(long correlation, QueueRequest request, FrameReply reply) {
    if (request instanceof QueueRequest.Publish publish
        && publish.stored().bytes() > messageBytesMax) {
      reply.send(ReplyCodec.encode(correlation, tooLarge(publish.stored().bytes())));
      return;
    }
    CompletableFuture<QueueReply> future = connection.send(bounded(request));
    var _ =
        future.whenComplete((answer, failure) -> {
          QueueReply known = failure == null ? answer : refusal(failure);
          reply(correlation, request, known, reply);
        });
  }

  void close() {
    connection.close();
  }

  private QueueRequest bounded(QueueRequest request) {
    return switch (request) {
      case QueueRequest.Read read when read.maxBytes() > messageBytesMax ->
          new QueueRequest.Read(read.topic(), read.from(), messageBytesMax, read.waitMillis());
      case QueueRequest.Lease lease when lease.maxBytes() > messageBytesMax ->
          new QueueRequest.Lease(
              lease.topic(),
              lease.group(),
              lease.start(),
              lease.maxMessages(),
              messageBytesMax,
              lease.waitMillis());
      case QueueRequest other -> other;
    };
  }

  private void reply(long correlation, QueueRequest request, QueueReply answer, FrameReply to) {
    List<FramePart> frame = ReplyCodec.frame(correlation, answer);
    long bytes = bytes(frame);
    if (bytes <= (long) messageBytesMax + QueueFrame.RESERVED_BYTES) {
      to.sendStored(frame);
      return;
    }
    // For example a message that came in by another door and is too large for this one.
    LOG.warn("a reply of {} bytes is too large for the TCP door", bytes);
    if (request instanceof QueueRequest.Lease lease && answer instanceof QueueReply.Leased leased) {
      var _ =
          connection.send(new QueueRequest.Release(lease.topic(), lease.group(), leased.token()));
    }
    to.send(ReplyCodec.encode(correlation, tooLarge(bytes)));
  }

  private static QueueReply refusal(Throwable failure) {
    if (!(failure instanceof QueueUnavailableException)) {
      LOG.error("the engine failed", failure);
    }
    return new QueueReply.Refused(QueueError.CLOSED, "the broker cannot answer now");
  }

  private static long bytes(List<FramePart> parts) {
    long bytes = 0;
    for (FramePart part : parts) {
      bytes += part.bytes();
    }
    return bytes;
  }

  private QueueReply.Refused tooLarge(long bytes) {
    return new QueueReply.Refused(
        QueueError.TOO_LARGE, bytes + " bytes, at most " + messageBytesMax);
  }
}
