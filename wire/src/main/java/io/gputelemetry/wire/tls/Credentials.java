package io.gputelemetry.wire.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** What the files of one side hold at one time. */
record Credentials(X509ExtendedKeyManager keys, X509ExtendedTrustManager trust) {
  private static final char[] NO_PASSWORD = {};
  private static final byte[] SAMPLE = {1, 2, 3};

  static Credentials of(TlsFiles files) throws TlsFileException {
    try {
      return new Credentials(keys(files.own()), trust(files));
    } catch (TlsFileException e) {
      throw e;
    } catch (GeneralSecurityException | IOException e) {
      throw new TlsFileException("the files for TLS cannot be used: " + e.getMessage(), e);
    }
  }

  private static X509ExtendedKeyManager keys(Optional<TlsFiles.Own> own)
      throws GeneralSecurityException, IOException {
    KeyStore store = emptyStore();
    if (own.isPresent()) {
      List<X509Certificate> chain = new PemFile(own.get().certificates()).certificates();
      X509Certificate first = chain.getFirst();
      PrivateKey key = new PemFile(own.get().key()).privateKey(first.getPublicKey().getAlgorithm());
      if (!belongs(key, first)) {
        throw new TlsFileException(
            "the key in " + own.get().key() + " is not that of " + own.get().certificates());
      }
      store.setKeyEntry("own", key, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
    }
    KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
    factory.init(store, NO_PASSWORD);
    return (X509ExtendedKeyManager) factory.getKeyManagers()[0];
  }

  private static boolean belongs(PrivateKey key, X509Certificate certificate)
      throws GeneralSecurityException {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    signature.update(SAMPLE);
    byte[] signed = signature.sign();
    // Not by certificate: whether its purpose allows signing is the peer's business.
    signature.initVerify(certificate.getPublicKey());
    signature.update(SAMPLE);
    return signature.verify(signed);
  }

  private static X509ExtendedTrustManager trust(TlsFiles files)
      throws GeneralSecurityException, IOException {
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(files.ca().isPresent() ? store(new PemFile(files.ca().get())) : jdkStore());
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager trust) {
        return trust;
      }
    }
    throw new GeneralSecurityException("this JDK has no PKIX trust manager");
  }

  private static KeyStore store(PemFile ca) throws GeneralSecurityException, IOException {
    KeyStore store = emptyStore();
    int number = 0;
    for (X509Certificate certificate : ca.certificates()) {
      number++;
      store.setCertificateEntry("ca-" + number, certificate);
    }
    return store;
  }

  /** Null is how the JDK is asked for its own. */
  @SuppressWarnings("NullAway")
  private static KeyStore jdkStore() {
    return null;
  }

  @SuppressWarnings("NullAway") // Null is how an empty store is asked for.
  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
