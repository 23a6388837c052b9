package io.gputelemetry.wire.tls;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The PEM files of one side.
 *
 * @param own who this side is; a server must have it
 * @param ca certificates that sign those of the peers: with it a server accepts only clients that
 *     have one (mTLS), and a client trusts only these; without it a client trusts whom the JDK
 *     trusts
 */
public record TlsFiles(Optional<Own> own, Optional<Path> ca) {

  /**
   * A certificate and what proves that it is ours.
   *
   * @param certificates ours first, then those between it and the CA
   * @param key its private key, PKCS#8 without a password
   */
  public record Own(Path certificates, Path key) {}

  List<Path> all() {
    return Stream.concat(
            own.stream().flatMap(files -> Stream.of(files.certificates(), files.key())),
            ca.stream())
        .toList();
  }
}
