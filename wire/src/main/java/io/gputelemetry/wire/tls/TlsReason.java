package io.gputelemetry.wire.tls;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXReason;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Says in one line what the JDK says in a chain of causes. */
final class TlsReason {
  private static final String ALERT = "Received fatal alert: ";
  private static final List<String> NOT_TLS =
      List.of("Unsupported or unrecognized SSL message", "Unrecognized SSL message");
  private static final String UNKNOWN_CA =
      "the peer's certificate is signed by no CA that is trusted here";
  private static final String NO_CERTIFICATE = "Empty client certificate chain";
  private static final List<String> WRONG_NAMES =
      List.of("No subject alternative", "No name matching");

  private TlsReason() {}

  static String of(SSLException failure) {
    List<Throwable> causes =
        Stream.iterate((Throwable) failure, each -> each != null, Throwable::getCause).toList();
    return causes.reversed().stream()
        .map(TlsReason::known)
        .flatMap(Optional::stream)
        .findFirst()
        .orElseGet(() -> "TLS failed: " + firstLine(failure));
  }

  private static Optional<String> known(Throwable cause) {
    String message = firstLine(cause);
    return switch (cause) {
      case CertificateExpiredException _ ->
          Optional.of("the peer's certificate has expired (" + message + ")");
      case CertificateNotYetValidException _ ->
          Optional.of("the peer's certificate is not valid yet (" + message + ")");
      case CertPathBuilderException _ -> Optional.of(UNKNOWN_CA);
      case CertPathValidatorException invalid
          when invalid.getReason() == PKIXReason.NO_TRUST_ANCHOR ->
          Optional.of(UNKNOWN_CA);
      case Throwable _ when WRONG_NAMES.stream().anyMatch(message::startsWith) ->
          Optional.of("the peer's certificate is for another host: " + message);
      case Throwable _ when message.contains(NO_CERTIFICATE) ->
          Optional.of("the peer has no certificate, and needs one");
      case Throwable _ when NOT_TLS.stream().anyMatch(message::startsWith) ->
          Optional.of("the peer does not speak TLS: is this its plain port?");
      case Throwable _ when message.contains(ALERT) -> Optional.of(alert(message));
      default -> Optional.empty();
    };
  }

  private static String alert(String message) {
    String alert = message.substring(message.indexOf(ALERT) + ALERT.length()).replace('_', ' ');
    return switch (alert) {
      case "certificate required", "bad certificate" ->
          "the peer wants a certificate of this side that it trusts (" + alert + ")";
      case "certificate unknown", "unknown ca", "certificate expired" ->
          "the peer does not accept the certificate of this side (" + alert + ")";
      default -> "the peer refused TLS (" + alert + ")";
    };
  }

  private static String firstLine(Throwable cause) {
    String message = cause.getMessage();
    return message == null
        ? cause.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }
}
