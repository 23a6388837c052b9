package io.gputelemetry.wire.tls;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/**
 * TLS 1.3 or 1.2 as one side speaks it. Renewed files count for connections that begin later; those
 * that are open stay as they are. Any thread may use it.
 */
public final class Tls {
  /** The versions that are spoken. */
  public static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

  /** A session may be taken up again that long, so a certificate that expired counts no longer. */
  private static final int SESSION_SECONDS = 300;

  private final boolean server;
  private final boolean asksClients;
  private final SSLContext context;
  private final RenewedCredentials credentials;

  private Tls(boolean server, TlsFiles files, Consumer<String> notices) throws TlsFileException {
    this.server = server;
    this.asksClients = server && files.ca().isPresent();
    this.credentials = new RenewedCredentials(files, notices);
    this.context = context(credentials);
    context.getServerSessionContext().setSessionTimeout(SESSION_SECONDS);
    context.getClientSessionContext().setSessionTimeout(SESSION_SECONDS);
  }

  /**
   * A server's side.
   *
   * @param notices gets a line when files were renewed, or cannot be used
   * @throws TlsFileException if the files cannot be used now
   */
  public static Tls server(TlsFiles files, Consumer<String> notices) throws TlsFileException {
    if (files.own().isEmpty()) {
      throw new TlsFileException("a server needs a certificate and its key for TLS");
    }
    return new Tls(true, files, notices);
  }

  /** A client's side; it checks that the server's certificate is for the name it connects to. */
  public static Tls client(TlsFiles files, Consumer<String> notices) throws TlsFileException {
    return new Tls(false, files, notices);
  }

  /** For listeners that make their own engines; they must not speak other {@link #PROTOCOLS}. */
  public SSLContext context() {
    return context;
  }

  /** Whether a client must have a certificate. */
  public boolean asksClients() {
    return asksClients;
  }

  /**
   * One connection.
   *
   * @param host what a client connects to, which the server's certificate must be for
   */
  public SSLEngine engine(String host, int port) {
    if (!server) {
      credentials.refresh();
    }
    SSLEngine engine = context.createSSLEngine(host, port);
    engine.setUseClientMode(!server);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(PROTOCOLS.toArray(String[]::new));
    if (server) {
      parameters.setNeedClientAuth(asksClients);
    } else {
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
    engine.setSSLParameters(parameters);
    return engine;
  }

  /** What a failure means, in one line for a person. */
  public static String reason(SSLException failure) {
    return TlsReason.of(failure);
  }

  private static SSLContext context(RenewedCredentials credentials) throws TlsFileException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          new KeyManager[] {new CurrentKeys(credentials)},
          new TrustManager[] {new CurrentTrust(credentials)},
          new SecureRandom());
      return context;
    } catch (GeneralSecurityException e) {
      throw new TlsFileException("this JDK cannot do TLS: " + e.getMessage(), e);
    }
  }
}
