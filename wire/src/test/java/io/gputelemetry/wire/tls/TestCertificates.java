package io.gputelemetry.wire.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Makes certificates and their keys as PEM files, with the JDK's keytool. */
public final class TestCertificates {
  private static final String PASSWORD = "changeit";
  private static final String CA = "ca";

  /** For this machine by all of its names. */
  public static final String LOCALHOST = "san=dns:localhost,ip:127.0.0.1";

  private final Path directory;
  private final Path store;

  /** Makes a CA in this directory. */
  public TestCertificates(Path directory) throws IOException, GeneralSecurityException {
    this.directory = Files.createDirectories(directory);
    this.store = directory.resolve("keys.p12");
    keytool("-genkeypair", "-alias", CA, "-dname", "CN=Test CA", "-ext", "bc:c", "-validity", "30");
    write(directory.resolve("ca.pem"), "CERTIFICATE", loaded().getCertificate(CA).getEncoded());
  }

  /** The certificate of the CA. */
  public Path ca() {
    return directory.resolve("ca.pem");
  }

  /** A certificate by the CA, valid today. */
  public TlsFiles.Own make(String name, String names) throws IOException, GeneralSecurityException {
    return make(name, names, "-1d", 10);
  }

  /**
   * A certificate by the CA.
   *
   * @param names for example {@link #LOCALHOST}
   * @param start relative to now, for example {@code -10d}
   * @param days from there on
   */
  public TlsFiles.Own make(String name, String names, String start, int days)
      throws IOException, GeneralSecurityException {
    keytool(
        "-genkeypair",
        "-alias",
        name,
        "-signer",
        CA,
        "-dname",
        "CN=" + name,
        "-ext",
        names,
        "-startdate",
        start,
        "-validity",
        Integer.toString(days));
    KeyStore keys = loaded();
    Path chain = directory.resolve(name + ".pem");
    Path key = directory.resolve(name + "-key.pem");
    write(chain, "CERTIFICATE", keys.getCertificate(name).getEncoded());
    write(key, "PRIVATE KEY", keys.getKey(name, PASSWORD.toCharArray()).getEncoded());
    return new TlsFiles.Own(chain, key);
  }

  /** A server's files; it does not ask for certificates. */
  public static TlsFiles server(TlsFiles.Own own) {
    return new TlsFiles(Optional.of(own), Optional.empty());
  }

  /** A server's files; it asks clients for certificates of our CA. */
  public TlsFiles mutual(TlsFiles.Own own) {
    return new TlsFiles(Optional.of(own), Optional.of(ca()));
  }

  /** The files of a client without a certificate. */
  public TlsFiles client() {
    return new TlsFiles(Optional.empty(), Optional.of(ca()));
  }

  private KeyStore loaded() throws IOException, GeneralSecurityException {
    return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
  }

  private void keytool(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(
        List.of(
            "-keyalg",
            "EC",
            "-keystore",
            store.toString(),
            "-storepass",
            PASSWORD,
            "-storetype",
            "PKCS12",
            "-noprompt"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException("keytool failed: " + output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static void write(Path file, String kind, byte[] bytes) throws IOException {
    Base64.Encoder encoder = Base64.getMimeEncoder(64, new byte[] {'\n'});
    Files.writeString(
        file,
        "-----BEGIN %s-----\n%s\n-----END %s-----\n"
            .formatted(kind, encoder.encodeToString(bytes), kind));
  }
}
