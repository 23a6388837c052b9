package io.gputelemetry.runtime.http;

import io.gputelemetry.runtime.http.Operation.Access;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A resource of the class path that is served as it is: a page or a part of one. It is open, since
 * a browser sends no token for a page, and the OpenAPI document does not list it. Its entity tag is
 * a digest of its content, so a browser that has it asks again only with a header.
 */
public final class Asset {
  private static final Param<Optional<String>> IF_NONE_MATCH =
      Param.header("If-None-Match", "the entity tag of what the client has");

  private static final Map<String, String> MEDIA_TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "json", "application/json",
          "svg", "image/svg+xml",
          "png", "image/png",
          "woff2", "font/woff2");

  private final ClassLoader loader;
  private final String resource;
  private final Serving serving;
  private final AtomicReference<String> entityTag = new AtomicReference<>("");

  /**
   * How assets are served.
   *
   * @param contentSecurityPolicy what a page may load and do
   * @param freshFor how long a browser need not ask again
   */
  public record Serving(String contentSecurityPolicy, Duration freshFor) {}

  private Asset(ClassLoader loader, String resource, Serving serving) {
    this.loader = loader;
    this.resource = resource;
    this.serving = serving;
  }

  /**
   * Serves a resource.
   *
   * @param path to serve it under
   * @param loader that has it
   * @param resource its name, whose ending tells the content type
   * @throws IllegalArgumentException if there is no such resource, or its ending is not known
   */
  public static Operation at(String path, ClassLoader loader, String resource, Serving serving) {
    String ending = resource.substring(resource.lastIndexOf('.') + 1);
    String mediaType = MEDIA_TYPES.get(ending);
    if (mediaType == null || loader.getResource(resource) == null) {
      throw new IllegalArgumentException("no such resource, or no known type: " + resource);
    }
    Asset asset = new Asset(loader, resource, serving);
    return Operation.get(path, "asset " + path, resource)
        .access(Access.OPEN)
        .unlisted()
        .params(IF_NONE_MATCH)
        .bytesReply(mediaType, asset::reply);
  }

  private Reply<Reply.Body> reply(Request request) {
    String current = entityTag.updateAndGet(known -> known.isEmpty() ? digest() : known);
    boolean same = request.get(IF_NONE_MATCH).filter(sent -> sent.contains(current)).isPresent();
    Reply<Reply.Body> reply = same ? Reply.of(304, Reply.NOTHING) : Reply.of(200, this::write);
    return reply
        .with("ETag", "W/" + current)
        .with("Cache-Control", "public, max-age=" + serving.freshFor().toSeconds())
        .with("Content-Security-Policy", serving.contentSecurityPolicy());
  }

  private void write(OutputStream out) throws IOException {
    try (InputStream in = open()) {
      in.transferTo(out);
    }
  }

  private InputStream open() throws IOException {
    InputStream in = loader.getResourceAsStream(resource);
    if (in == null) {
      throw new IOException("resource " + resource + " is gone");
    }
    return in;
  }

  private String digest() {
    try (InputStream in = open()) {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      new DigestInputStream(in, sha).transferTo(OutputStream.nullOutputStream());
      return "\"" + HexFormat.of().formatHex(sha.digest(), 0, 12) + "\"";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("BUG: every Java platform has SHA-256", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
