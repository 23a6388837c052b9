package io.gputelemetry.streamer.source.targets;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * An exporter's page.
 *
 * @param url of http or https, with a host
 * @param labels what the page's samples get besides their own; {@code instance} and {@code job} are
 *     always there
 */
public record Target(URI url, SortedMap<String, String> labels) {
  /** Port of an address that gives none: dcgm-exporter's. */
  public static final int DEFAULT_PORT = 9400;

  static final String PATH_LABEL = "__metrics_path__";
  static final String SCHEME_LABEL = "__scheme__";
  private static final String DEFAULT_PATH = "/metrics";
  private static final String OWN_LABELS = "__";
  private static final int PORT_MAX = 65_535;

  public Target {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
  }

  /**
   * Reads {@code host}, {@code host:port} or a URL. Labels that begin with {@code __} say where the
   * page is ({@code __scheme__}, {@code __metrics_path__}) or nothing; the others are kept.
   *
   * @param job the label {@code job}, unless the labels have one
   * @throws IllegalArgumentException if it is none of these
   */
  public static Target of(String address, Map<String, String> labels, String job) {
    String text = address.strip();
    URI url = url(text, labels);
    SortedMap<String, String> kept = new TreeMap<>();
    kept.put("job", job);
    kept.put("instance", url.getRawAuthority());
    labels.forEach((name, value) -> {
      if (!name.startsWith(OWN_LABELS)) {
        kept.put(name, value);
      }
    });
    return new Target(url, kept);
  }

  private static URI url(String address, Map<String, String> labels) {
    boolean whole = address.contains("://");
    try {
      URI given =
          new URI(whole ? address : labels.getOrDefault(SCHEME_LABEL, "http") + "://" + address);
      check(address, given);
      String path = given.getRawPath();
      if (path.isEmpty() || (path.equals("/") && !whole)) {
        path = labels.getOrDefault(PATH_LABEL, DEFAULT_PATH);
      }
      int port = given.getPort() < 0 && !whole ? DEFAULT_PORT : given.getPort();
      String query = given.getRawQuery() == null ? "" : "?" + given.getRawQuery();
      return new URI(
          given.getScheme()
              + "://"
              + given.getHost()
              + (port < 0 ? "" : ":" + port)
              + (path.startsWith("/") ? path : "/" + path)
              + query);
    } catch (URISyntaxException e) {
      throw wrong(address, "it is no address");
    }
  }

  private static void check(String address, URI given) {
    if (!"http".equals(given.getScheme()) && !"https".equals(given.getScheme())) {
      throw wrong(address, "only http and https are known");
    }
    if (given.getRawUserInfo() != null) {
      throw wrong(address, "a name and password in an address are not sent");
    }
    if (given.getHost() == null || given.getPort() == 0 || given.getPort() > PORT_MAX) {
      // A host name has no underscore, which names of containers like to have.
      throw wrong(address, "it has no valid host or port");
    }
  }

  private static IllegalArgumentException wrong(String address, String what) {
    return new IllegalArgumentException(
        "cannot scrape \"%s\": %s; give host:port or http://host:port/path"
            .formatted(address, what));
  }

  /** For people and metrics of this process: the label {@code instance}. */
  public String instance() {
    return labels.getOrDefault("instance", url.getRawAuthority());
  }

  /** Spreads targets over time: the CRC32C of the URL, the same everywhere. */
  public long hash() {
    CRC32C hash = new CRC32C();
    hash.update(url.toString().getBytes(StandardCharsets.UTF_8));
    return hash.getValue();
  }
}
