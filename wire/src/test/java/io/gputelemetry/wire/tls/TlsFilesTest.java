package io.gputelemetry.wire.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that cannot be used stop the start with one line that names them. */
class TlsFilesTest {
  @TempDir private static Path directory;
  private static TestCertificates certificates;
  private static TlsFiles.Own server;

  @BeforeAll
  static void makeCertificates() throws Exception {
    certificates = new TestCertificates(directory);
    server = certificates.make("server", TestCertificates.LOCALHOST);
  }

  @Test
  void files_thatAreGood_areTaken() throws IOException {
    assertThat(Tls.server(certificates.mutual(server), _ -> {}).asksClients()).isTrue();
    assertThat(Tls.server(TestCertificates.server(server), _ -> {}).asksClients()).isFalse();
    assertThat(Tls.client(certificates.client(), _ -> {}).asksClients()).isFalse();
    TlsFiles jdk = new TlsFiles(Optional.empty(), Optional.empty());
    assertThat(Tls.client(jdk, _ -> {}).engine("h", 1).getUseClientMode()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nothing of the kind",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nAAAA\n"
      })
  void certificate_thatIsNone_isRefused(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("bad.pem"), text);
    assertThatThrownBy(() -> start(new TlsFiles.Own(file, server.key())))
        .isInstanceOf(TlsFileException.class)
        .hasMessageContaining("bad.pem holds");
  }

  @Test
  void key_thatIsNone_orAnothers_isRefused() throws Exception {
    Path encrypted =
        Files.writeString(
            directory.resolve("old.pem"),
            "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n");
    assertThatThrownBy(() -> start(new TlsFiles.Own(server.certificates(), encrypted)))
        .hasMessageContaining("openssl pkcs8");
    TlsFiles.Own other = certificates.make("other", TestCertificates.LOCALHOST);
    assertThatThrownBy(() -> start(new TlsFiles.Own(server.certificates(), other.key())))
        .hasMessageContaining("is not that of");
    assertThatThrownBy(() -> start(new TlsFiles.Own(server.certificates(), certificates.ca())))
        .hasMessageContaining("holds no private key");
    assertThatThrownBy(() -> start(new TlsFiles.Own(server.certificates(), directory)))
        .hasMessageContaining("cannot be read");
    assertThatThrownBy(() -> Tls.server(certificates.client(), _ -> {}))
        .hasMessageContaining("a server needs a certificate");
  }

  private static void start(TlsFiles.Own own) throws IOException {
    var _ = Tls.server(TestCertificates.server(own), _ -> {});
  }
}
