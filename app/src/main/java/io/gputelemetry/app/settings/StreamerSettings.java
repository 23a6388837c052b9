package io.gputelemetry.app.settings;

import static io.gputelemetry.app.settings.Role.DEMO;
import static io.gputelemetry.app.settings.Role.STREAMER;
import static io.gputelemetry.app.settings.Role.withAllInOne;

import java.time.Duration;
import java.util.Set;

/** What is streamed, and how. */
public final class StreamerSettings {
  private static final String GROUP = "Streamer";
  private static final Set<Role> STREAMERS = withAllInOne(STREAMER);

  public static final Setting<String> CSV_PATH =
      Setting.of(
              "csv-path",
              Kind.text(
                  "PATH",
                  "a CSV file, a directory of them (*.csv, *.csv.gz, *.csv.zst) or a glob in"
                      + " quotes; plain, gzip or Zstandard"),
              STREAMERS,
              "The telemetry to read; several files are read as one, by name. Without it, and"
                  + " without targets to scrape, a simulated fleet is the source.")
          .in(GROUP);

  public static final Setting<String> CSV_FOLLOW =
      Setting.of(
              "csv-follow",
              follow(),
              STREAMERS,
              "Reads what is appended to csv-path, one plain file, as tail -F does: end (or true)"
                  + " leaves out what is there at the start, beginning reads it first. A restart"
                  + " begins anew in the same way.")
          .in(GROUP)
          .fallback("false");

  public static final Setting<Long> PASSES =
      Setting.of(
              "passes",
              passes(),
              STREAMERS,
              "How often csv-path is read, by all streamers together where they share it; 0 is"
                  + " endless. Afterwards the process goes on serving.")
          .in(GROUP)
          .fallback("endless")
          .fallback(DEMO, "1");

  public static final Setting<Double> RATE =
      Setting.of(
              "rate",
              Kind.decimal(0, 100_000_000, "rows/s"),
              STREAMERS,
              "Rows a second of this streamer, also where streamers share a file: two send twice as"
                  + " many. 0 = as fast as possible. What was due while the queue was away goes out"
                  + " at once, up to a second's worth or 10,000 rows.")
          .in(GROUP)
          .fallback("500")
          .fallback(DEMO, "0");

  public static final Setting<Duration> STREAM_INTERVAL =
      Setting.of(
              "stream-interval",
              Quantities.duration("0", "1h"),
              STREAMERS,
              "The time between two rows, instead of rate.")
          .in(GROUP);

  public static final Setting<Long> SLEEP_MILLIS =
      Setting.of(
              "streamer-sleep-millis",
              Kind.integer(0, 3_600_000),
              STREAMERS,
              "The time between two rows in milliseconds, instead of rate.")
          .in(GROUP);

  public static final Setting<Long> BATCH_SIZE =
      Setting.of("batch-size", Kind.integer(1, 10_000), STREAMERS, "Rows in a published batch.")
          .in(GROUP)
          .fallback("100");

  public static final Setting<Duration> COLLECT_INTERVAL =
      Setting.of(
              "collect-interval",
              Quantities.duration("1ms", "1h"),
              STREAMERS,
              "A batch that is not full is published after this time.")
          .in(GROUP)
          .fallback("100ms");

  public static final Setting<Long> STREAM_BUFFER =
      Setting.of(
              "stream-buffer",
              Quantities.size("64KiB", "4GiB"),
              STREAMERS,
              "Encoded batches that wait in memory while the queue takes none; when it is full,"
                  + " nothing more is read. A shared file needs none.")
          .in(GROUP)
          .fallback("16MiB");

  public static final Setting<String> STREAM_ID =
      Setting.of(
              "stream-id",
              Kind.name(64),
              STREAMERS,
              "The name under which streamers share a file: one name, one file.")
          .in(GROUP)
          .fallback("dcgm_csv");

  public static final Setting<String> STREAM_MODE =
      Setting.of(
              "stream-mode",
              Kind.choice("shared", "sharded", "independent"),
              STREAMERS,
              "shared: all streamers with the same stream-id read the file together, each row once;"
                  + " sharded: each reads the GPUs that its shard has; independent: each reads all"
                  + " of it.")
          .in(GROUP)
          .fallback("shared");

  public static final Setting<Long> SHARD_COUNT =
      Setting.of(
              "shard-count",
              Kind.integer(1, 10_000),
              STREAMERS,
              "In how many shards the streamers of stream-mode sharded divide the GPUs.")
          .in(GROUP);

  public static final Setting<Long> SHARD_INDEX =
      Setting.of(
              "shard-index",
              Kind.integer(0, 9_999),
              STREAMERS,
              "Which shard this streamer reads, from 0: the GPUs with CRC32C(uuid) mod shard-count"
                  + " equal to it.")
          .in(GROUP);

  private StreamerSettings() {}

  private static Kind<String> follow() {
    Kind<String> choice = Kind.choice("false", "end", "beginning");
    return new Kind<>(
        choice.shape(),
        choice.valid() + ", true (as end)",
        text -> choice.parser().apply(text.equalsIgnoreCase("true") ? "end" : text));
  }

  private static Kind<Long> passes() {
    return new Kind<>(
        "NUMBER|endless",
        "1 to 1000000000, or endless (0)",
        text ->
            text.equals("endless") || text.equals("0")
                ? 0L
                : Kind.integer(1, 1_000_000_000).parser().apply(text));
  }
}
