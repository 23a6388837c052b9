package io.gputelemetry.runtime.http;

import io.avaje.jsonb.Jsonb;
import io.helidon.common.tls.Tls;
import io.helidon.common.tls.TlsClientAuth;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http2.Http2Config;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLContext;

/** A listening HTTP server. Requests run on virtual threads, HTTP/1.1 and HTTP/2. */
public final class HttpListener implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(10);
  private final WebServer server;
  private final int port;
  private final InFlight inFlight;
  private final ScheduledExecutorService timer;

  private HttpListener(WebServer server, InFlight inFlight, ScheduledExecutorService timer) {
    this.server = server;
    this.port = server.port();
    this.inFlight = inFlight;
    this.timer = timer;
  }

  /**
   * Where and how to listen.
   *
   * @param host to bind
   * @param port to bind, 0 for any free one
   * @param tokens of which callers must present one as a bearer token (health paths and pages
   *     excepted); none means that nobody is asked
   * @param title of the OpenAPI document
   * @param version of the OpenAPI document
   * @param limits against clients that send too much
   * @param secured if TLS is spoken, and nothing else
   */
  public record Config(
      String host,
      int port,
      List<Token> tokens,
      String title,
      String version,
      Limits limits,
      Optional<Secured> secured) {
    public Config {
      tokens = List.copyOf(tokens);
    }

    /** Without TLS. */
    public Config(
        String host, int port, List<Token> tokens, String title, String version, Limits limits) {
      this(host, port, tokens, title, version, limits, Optional.empty());
    }

    /** With the usual limits, and a document of version 1.0; the token may be empty for none. */
    public Config(String host, int port, String token, String title) {
      this(host, port, Token.list(token), title, "1.0", Limits.USUAL);
    }

    boolean needsToken() {
      return !tokens.isEmpty();
    }
  }

  /**
   * How TLS is spoken.
   *
   * @param protocols such as {@code TLSv1.3}
   * @param asksClients whether a client must have a certificate
   */
  public record Secured(SSLContext context, List<String> protocols, boolean asksClients) {
    public Secured {
      protocols = List.copyOf(protocols);
    }

    private Tls tls() {
      return Tls.builder()
          .sslContext(context)
          .enabledProtocols(protocols)
          .clientAuth(asksClients ? TlsClientAuth.REQUIRED : TlsClientAuth.NONE)
          .build();
    }
  }

  /**
   * What a caller presents.
   *
   * @param roles what it is good for, see {@link Operation.Access}; none means everything
   */
  public record Token(String secret, Set<String> roles) {
    public Token {
      roles = Set.copyOf(roles);
      if (secret.isEmpty()) {
        throw new IllegalArgumentException("an empty token");
      }
    }

    /** A token for everything; an empty text is none. */
    static List<Token> list(String secret) {
      return secret.isEmpty() ? List.of() : List.of(new Token(secret, Set.of()));
    }

    /** Without the secret: this can end up in a log. */
    @Override
    public String toString() {
      return "Token" + roles;
    }
  }

  /**
   * How much a client may send and keep. Bodies are bounded by the operations that take them.
   *
   * @param requestLineBytes the longest request line, so the longest URL
   * @param headerBytes the longest headers together
   * @param connections open at the same time; more wait to be accepted
   * @param idle after so long without a request a connection is closed
   * @param head within about so long the first request of a connection, TLS handshake included, has
   *     to be there, and the headers of each request after its first line, and each further piece
   *     of a body that is waited for
   */
  public record Limits(
      int requestLineBytes, int headerBytes, int connections, Duration idle, Duration head) {
    /** 4 KiB, 16 KiB, 10,000 connections, one minute, ten seconds. */
    public static final Limits USUAL =
        new Limits(4_096, 16_384, 10_000, Duration.ofMinutes(1), Duration.ofSeconds(10));
  }

  /**
   * Binds and serves; the OpenAPI document is added to the operations, as {@code /openapi.json},
   * {@code /openapi.yaml} and {@code /swagger/doc.json}.
   *
   * @throws IOException if the address cannot be bound; the message names it
   */
  public static HttpListener start(Config config, List<Operation> operations) throws IOException {
    return start(config, operations, Map.of());
  }

  /**
   * The same, and tells where to find what another process serves.
   *
   * @param elsewhere what to answer, beside 404, at paths without an operation
   */
  public static HttpListener start(
      Config config, List<Operation> operations, Map<String, String> elsewhere) throws IOException {
    Jsonb jsonb = JsonFormat.jsonb();
    List<Operation> all = new ArrayList<>(operations);
    all.addAll(ApiDocument.operations(config, jsonb, operations));
    InetAddress address = address(config);
    requireFree(config, address);
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("http-timer").factory());
    InFlight inFlight = new InFlight(timer);
    OpenConnections connections = new OpenConnections(config.limits().head(), timer);
    ServedPaths paths = new ServedPaths(all, elsewhere);
    Endpoint.Surroundings with =
        new Endpoint.Surroundings(
            new BearerTokens(config.tokens()), new Answers(jsonb, paths), inFlight, connections);
    WebServer server =
        WebServer.builder()
            .update(builder -> limit(builder, config.limits(), paths))
            .update(builder -> listen(builder, config.limits(), connections))
            .update(builder -> config.secured().ifPresent(secured -> builder.tls(secured.tls())))
            .address(address)
            .port(config.port())
            .shutdownHook(false)
            .shutdownGracePeriod(Duration.ofSeconds(1))
            .directHandlers(TransportProblems.handlers(jsonb, paths))
            .contentEncoding(new BodiesAsSent())
            .routing(routing -> route(routing.addFilter(connections), all, with))
            .build()
            .start();
    if (!server.isRunning()) {
      timer.shutdownNow();
      throw new IOException("cannot listen on " + name(config) + "; the log tells why");
    }
    return new HttpListener(server, inFlight, timer);
  }

  /** The OpenAPI document of these operations as JSON, as a listener would serve it. */
  public static String document(Config config, List<Operation> operations) {
    Jsonb jsonb = JsonFormat.jsonb();
    List<Operation> all = new ArrayList<>(operations);
    all.addAll(ApiDocument.operations(config, jsonb, operations));
    return jsonb.toJson(OpenApi.document(config, jsonb, all));
  }

  private static void limit(WebServerConfig.Builder builder, Limits limits, ServedPaths paths) {
    builder
        .maxPayloadSize(paths.bodyBytesMax())
        .maxTcpConnections(limits.connections())
        .idleConnectionTimeout(limits.idle())
        .idleConnectionPeriod(limits.idle().dividedBy(4))
        .addProtocol(
            Http2Config.builder()
                .maxHeaderListSize(limits.headerBytes())
                .maxConcurrentStreams(100)
                .build());
  }

  private static void listen(
      WebServerConfig.Builder builder, Limits limits, OpenConnections connections) {
    builder
        .connectionOptions(connections.options())
        .addProtocol(
            Http1Config.builder()
                .maxPrologueLength(limits.requestLineBytes())
                .maxHeadersSize(limits.headerBytes())
                .addReceiveListener(connections)
                .build());
  }

  private static void route(
      HttpRouting.Builder routing, List<Operation> operations, Endpoint.Surroundings with) {
    Map<String, List<Operation>> paths = new LinkedHashMap<>();
    operations.forEach(operation ->
        paths.computeIfAbsent(operation.path(), path -> new ArrayList<>()).add(operation));
    paths.forEach((path, here) -> routing.any(path, new Endpoint(here, with)));
    routing.any(with.answers()::notFound);
  }

  private static InetAddress address(Config config) throws IOException {
    try {
      return InetAddress.getByName(config.host());
    } catch (UnknownHostException e) {
      throw new IOException("host " + config.host() + " is unknown; choose another host", e);
    }
  }

  /** The server itself only logs why it cannot bind, so the question is asked before. */
  private static void requireFree(Config config, InetAddress address) throws IOException {
    try (ServerSocketChannel probe = ServerSocketChannel.open()) {
      probe.bind(new InetSocketAddress(address, config.port()));
    } catch (java.net.BindException e) {
      boolean inUse = String.valueOf(e.getMessage()).contains("in use");
      throw new IOException(
          inUse
              ? "port " + config.port() + " of " + config.host() + " is in use; choose another port"
              : "cannot listen on " + name(config) + ": " + e.getMessage(),
          e);
    }
  }

  private static String name(Config config) {
    return config.host() + ":" + config.port();
  }

  /** The port that is, or was, bound. */
  public int port() {
    return port;
  }

  /** Refuses new requests, lets those under way end, up to 10 seconds. */
  @Override
  public void close() {
    inFlight.drain(GRACE);
    server.stop();
    timer.shutdownNow();
  }
}
