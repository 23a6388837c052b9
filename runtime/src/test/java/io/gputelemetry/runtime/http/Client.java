package io.gputelemetry.runtime.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A listener with a client for it. */
final class Client implements AutoCloseable {
  final HttpListener listener;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  Client(String token, List<Operation> operations) throws IOException {
    this(HttpListener.Token.list(token), operations);
  }

  Client(List<HttpListener.Token> tokens, List<Operation> operations) throws IOException {
    listener =
        HttpListener.start(
            new HttpListener.Config(
                "127.0.0.1", 0, tokens, "Things", "1.0", HttpListener.Limits.USUAL),
            operations);
  }

  HttpResponse<String> get(String path, String... headers) throws Exception {
    return send("GET", path, "", headers);
  }

  HttpResponse<String> send(String method, String path, String body, String... headers)
      throws Exception {
    return http.send(request(method, path, body, headers), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<byte[]> bytes(String path, String... headers) throws Exception {
    return http.send(request("GET", path, "", headers), HttpResponse.BodyHandlers.ofByteArray());
  }

  private HttpRequest request(String method, String path, String body, String... headers) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + listener.port() + path))
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    return (headers.length == 0 ? builder : builder.headers(headers)).build();
  }

  /** Sends exactly this and gives what comes back until the server closes. */
  String raw(String request) throws IOException {
    return raw(listener.port(), request);
  }

  /** The same, to any listener here. */
  static String raw(int port, String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  @Override
  public void close() {
    http.close();
    listener.close();
  }
}
