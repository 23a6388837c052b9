package io.gputelemetry.streamer.source.scrape;

import io.gputelemetry.exposition.ExpositionText.Format;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** Looks at the head of an answer and takes its body, as long as it stays within its bound. */
final class PageSubscriber implements BodySubscriber<PageSubscriber.Body> {
  private static final int OK = 200;
  private static final int HUNDRED = 100;
  private static final int REDIRECTS = 3;
  private static final Set<String> TEXTS = Set.of("", "text/plain", "application/openmetrics-text");

  /** A body as it came. */
  record Body(Format format, boolean packed, PageBytes bytes) {
    Fetched.Page page() throws PageException {
      PageBytes whole = packed ? bytes.unpacked() : bytes;
      return new Fetched.Page(format, whole.array(), whole.length());
    }
  }

  private final CompletableFuture<Body> body = new CompletableFuture<>();
  private final Format format;
  private final boolean packed;
  private final PageBytes bytes;
  private final Optional<PageException> refused;
  private Optional<Flow.Subscription> subscription = Optional.empty();

  PageSubscriber(ResponseInfo answer, int bodyBytesMax) {
    String type = answer.headers().firstValue("Content-Type").orElse("");
    String encoding = answer.headers().firstValue("Content-Encoding").orElse("identity");
    format = Format.of(type);
    packed = encoding.equalsIgnoreCase("gzip");
    bytes = new PageBytes(bodyBytesMax);
    refused = refusal(answer, type, encoding);
  }

  private Optional<PageException> refusal(ResponseInfo answer, String type, String encoding) {
    if (answer.statusCode() != OK) {
      return Optional.of(
          new PageException(
              ScrapeFailure.Reason.STATUS,
              "it answered status " + answer.statusCode() + redirected(answer)));
    }
    String mediaType = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    if (!TEXTS.contains(mediaType)) {
      return Optional.of(
          new PageException(
              ScrapeFailure.Reason.CONTENT_TYPE,
              "it answered " + shown(mediaType) + " instead of metrics"));
    }
    if (!packed && !encoding.equalsIgnoreCase("identity")) {
      return Optional.of(
          new PageException(
              ScrapeFailure.Reason.ENCODING, "its page is encoded as " + shown(encoding)));
    }
    return Optional.empty();
  }

  private static String redirected(ResponseInfo answer) {
    boolean isRedirect = answer.statusCode() / HUNDRED == REDIRECTS;
    return !isRedirect
        ? ""
        : answer
            .headers()
            .firstValue("Location")
            .map(to -> ", a redirect, which is not followed; name its target: " + shown(to))
            .orElse(", a redirect, which is not followed");
  }

  /** A server's text is no message: cut, and on one line. */
  private static String shown(String text) {
    String clean = text.replaceAll("[^ -~]", "?");
    return clean.length() > 60 ? clean.substring(0, 60) + "..." : clean;
  }

  @Override
  public CompletionStage<Body> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = Optional.of(given);
    if (refused.isPresent()) {
      fail(refused.get());
    } else {
      given.request(Long.MAX_VALUE);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    if (body.isDone()) {
      return;
    }
    try {
      for (ByteBuffer buffer : buffers) {
        bytes.append(buffer);
      }
    } catch (PageException e) {
      fail(e);
    }
  }

  private void fail(PageException failure) {
    body.completeExceptionally(failure);
    subscription.ifPresent(Flow.Subscription::cancel);
  }

  @Override
  public void onError(Throwable error) {
    body.completeExceptionally(error);
  }

  @Override
  public void onComplete() {
    body.complete(new Body(format, packed, bytes));
  }
}
