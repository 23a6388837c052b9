package io.gputelemetry.wire.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads PEM files. */
final class PemFile {
  /** Far more than a chain or a bundle of CAs takes. */
  private static final long BYTES_MAX = 4 << 20;

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");
  private static final String CERTIFICATE = "CERTIFICATE";
  private static final String PRIVATE_KEY = "PRIVATE KEY";

  private final Path file;

  PemFile(Path file) {
    this.file = file;
  }

  /** All certificates in it, at least one. */
  List<X509Certificate> certificates() throws TlsFileException {
    List<X509Certificate> certificates = new ArrayList<>();
    Matcher block = BLOCK.matcher(text());
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      while (block.find()) {
        if (block.group(1).equals(CERTIFICATE)) {
          var bytes = new ByteArrayInputStream(decoded(block.group(2)));
          certificates.add((X509Certificate) factory.generateCertificate(bytes));
        }
      }
    } catch (CertificateException | IllegalArgumentException e) {
      throw new TlsFileException(file + " holds a certificate that cannot be read", e);
    }
    if (certificates.isEmpty()) {
      throw new TlsFileException(file + " holds no certificate in PEM form");
    }
    return certificates;
  }

  /**
   * The private key in it.
   *
   * @param algorithm of the certificate that it belongs to
   */
  PrivateKey privateKey(String algorithm) throws TlsFileException {
    Matcher block = BLOCK.matcher(text());
    while (block.find()) {
      if (block.group(1).equals(PRIVATE_KEY)) {
        try {
          return KeyFactory.getInstance(algorithm)
              .generatePrivate(new PKCS8EncodedKeySpec(decoded(block.group(2))));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
          throw new TlsFileException(
              file + " holds a private key that cannot be read, or none of kind " + algorithm, e);
        }
      } else if (block.group(1).endsWith(PRIVATE_KEY)) {
        throw new TlsFileException(
            file
                + " holds a key that is encrypted or not PKCS#8; convert it:"
                + " openssl pkcs8 -topk8 -nocrypt -in old.pem -out new.pem");
      }
    }
    throw new TlsFileException(file + " holds no private key in PEM form");
  }

  private static byte[] decoded(String base64) {
    return Base64.getMimeDecoder().decode(base64);
  }

  private String text() throws TlsFileException {
    try {
      if (Files.size(file) > BYTES_MAX) {
        throw new TlsFileException(file + " is larger than any PEM file should be");
      }
      return Files.readString(file, StandardCharsets.US_ASCII);
    } catch (TlsFileException e) {
      throw e;
    } catch (IOException e) {
      throw new TlsFileException(
          file + " cannot be read as PEM; check its name, its permissions and its form", e);
    }
  }
}
