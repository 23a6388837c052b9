package io.gputelemetry.exposition.remotewrite;

import static io.gputelemetry.exposition.remotewrite.RemoteWriteVersion.V1;
import static io.gputelemetry.exposition.remotewrite.RemoteWriteVersion.V2;
import static io.gputelemetry.exposition.remotewrite.Written.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class RemoteWriteReaderTest {
  private static final String STALE_HEX = "020000000000f07f";

  private static Written upSeries() {
    return message().label("__name__", "up").label("job", "x");
  }

  private static void assertRefused(RemoteWriteVersion version, Written request, String why) {
    assertThatThrownBy(() -> Written.read(version, request.compressed()))
        .isInstanceOf(RemoteWriteFormatException.class)
        .hasMessageContaining(why);
  }

  private static void assertSeriesRefused(Written series, String why) {
    assertRefused(V1, message().inner(1, upSeries()).inner(1, series), "series 2, byte ");
    assertRefused(V1, message().inner(1, series), why);
  }

  @Test
  void firstVersion_givesSeriesSamplesAndCounts() throws Exception {
    Written series = upSeries().sample(1, 1_790_000_000_000L).sample(-2.5, -1);
    Written other =
        message()
            .label("__name__", "b")
            .inner(3, message().text(1, "an exemplar"))
            .inner(4, message().number(1, 5))
            .inner(4, message().number(1, 6));
    Written request = message().inner(1, series).inner(3, message().number(1, 1)).inner(1, other);
    assertThat(Written.read(V1, request.compressed()))
        .containsExactly("up{job=x}", "1.0@1790000000000", "-2.5@-1", "b{}", "2,2,2,1,1");
  }

  @Test
  void secondVersion_givesSeriesSamplesAndCounts() throws Exception {
    Written request =
        message()
            .text(4, "")
            .text(4, "__name__")
            .text(4, "up")
            .text(4, "job")
            .text(4, "x")
            .inner(
                5,
                message()
                    .references(1, 2, 3, 4)
                    .inner(2, message().real(1, 1).number(2, 5).number(3, 4))
                    .inner(3, message().number(1, 5))
                    .inner(3, message().number(1, 5))
                    .inner(4, message().number(1, 5))
                    .inner(5, message().number(1, 2)))
            .inner(5, message().number(1, 1).number(1, 4));
    assertThat(Written.read(V2, request.compressed()))
        .containsExactly("up{job=x}", "1.0@5", "x{}", "2,1,2,1,1");
  }

  @Test
  void fields_inAnyOrder_areRead() throws Exception {
    Written first = message().sample(1, 2).label("__name__", "up").sample(3, 4);
    assertThat(Written.read(V1, message().inner(1, first).compressed()))
        .containsExactly("up{}", "1.0@2", "3.0@4", "1,2,0,0,0");
    Written second =
        message()
            .inner(5, message().sample(1, 2).references(1, 2))
            .text(4, "")
            .text(4, "__name__")
            .text(4, "up");
    assertThat(Written.read(V2, second.compressed())).containsExactly("up{}", "1.0@2", "1,1,0,0,0");
  }

  @Test
  void bytes_ofARealSender_areRead() throws Exception {
    String request =
        "0a2c"
            + "0a0e"
            + "0a085f5f6e616d655f5f"
            + "12027570"
            + "0a08"
            + "0a036a6f62"
            + "120178"
            + "1210"
            + "09"
            + STALE_HEX
            + "10"
            + "80d8c1a28c34";
    assertThat(Written.read(V1, SnappyBlock.compress(HexFormat.of().parseHex(request))))
        .containsExactly("up{job=x}", "NaN@1790000000000", "1,1,0,0,0");
  }

  @Test
  void staleMarker_keepsItsBits() throws Exception {
    long[] bits = new long[1];
    double stale = Double.longBitsToDouble(0x7ff0000000000002L);
    new RemoteWriteReader(1_000)
        .read(
            V1,
            message().inner(1, upSeries().sample(stale, 1)).compressed(),
            new RemoteWriteReader.Sink() {
              @Override
              public void series(SeriesLabels labels) {}

              @Override
              public void sample(double value, long timeMillis) {
                bits[0] = Double.doubleToRawLongBits(value);
              }
            });
    assertThat(bits[0]).isEqualTo(0x7ff0000000000002L);
  }

  @Test
  void unknownFields_areSkipped() throws Exception {
    Written request =
        message()
            .number(1000, 7)
            .inner(1, upSeries().text(99, "x").inner(2, message().number(9, 1)));
    assertThat(Written.read(V1, request.compressed())).contains("0.0@0");
    assertThat(Written.read(V1, message().compressed())).containsExactly("0,0,0,0,0");
    assertThat(Written.read(V2, message().compressed())).containsExactly("0,0,0,0,0");
  }

  @Test
  void labels_thatAreNotAllowed_areRefused() {
    assertSeriesRefused(message().label("job", "x"), "it has no label __name__");
    assertSeriesRefused(message().sample(1, 1), "it has no label __name__");
    assertSeriesRefused(message().label("__name__", ""), "it has no label __name__");
    assertSeriesRefused(message().label("__name__", "a").label("", "x"), "has no name");
    assertSeriesRefused(
        message().label("__name__", "a").label("b", "x").label("b", "x"), "\"b\" stands twice");
    assertSeriesRefused(
        message().label("__name__", "a").label("c", "x").label("b", "x"),
        "\"c\" comes before \"b\"");
    assertSeriesRefused(
        message().inner(1, message().bytes(1, new byte[] {'a', -1}).text(2, "x")), "not UTF-8");
    assertSeriesRefused(message().label("a\0", "x"), "NUL");
  }

  @Test
  void labels_areSortedByBytes() throws Exception {
    // In UTF-16 these two are the other way round.
    Written series = message().label("__name__", "a").label("\uffee", "1").label("😀", "2");
    assertThat(Written.read(V1, message().inner(1, series).compressed())).hasSize(2);
  }

  @Test
  void labels_beyondTheLimits_areTooLarge() {
    Written many = message().label("__name__", "a");
    for (int i = 0; i < SeriesLabels.LABELS_MAX; i++) {
      many.label("l%04d".formatted(i), "v");
    }
    Written large = message().label("__name__", "x".repeat(SeriesLabels.BYTES_MAX));
    for (Written series : new Written[] {many, large}) {
      RemoteWriteFormatException refused =
          catchThrowableOfType(
              RemoteWriteFormatException.class,
              () -> Written.read(V1, message().inner(1, series).compressed()));
      assertThat(refused.isTooLarge()).isTrue();
      assertThat(refused).hasMessageContaining("series 1, byte");
    }
  }

  @Test
  void sharedTexts_thatAddUpToTooMuch_areTooLarge() {
    Written request = message().text(4, "").text(4, "__name__").text(4, "x".repeat(60_000));
    for (int i = 0; i < 20; i++) {
      request.inner(5, message().references(1, 2));
    }
    RemoteWriteFormatException refused =
        catchThrowableOfType(
            RemoteWriteFormatException.class, () -> Written.read(V2, request.compressed()));
    assertThat(refused.isTooLarge()).isTrue();
    assertThat(refused).hasMessageContaining("series 18").hasMessageContaining("1048576 bytes");
  }

  @Test
  void references_thatLeadNowhere_areRefused() {
    Written table = message().text(4, "").text(4, "__name__").text(4, "up");
    assertRefused(V2, table.inner(5, message().references(1, 3)), "refers to symbol 3 of 3");
    assertRefused(
        V2, message().inner(5, message().references(-1)), "symbol 18446744073709551615 of 0");
    assertRefused(V2, message().text(4, "").inner(5, message().references(0, 0)), "has no name");
    assertRefused(
        V2, message().text(4, "").inner(5, message().references(0)), "a name and no value");
    assertRefused(V2, message().text(4, "a"), "the first symbol must be the empty text");
    assertRefused(V2, message().text(4, "").bytes(4, new byte[] {-1}), "symbol 1 is not UTF-8");
  }

  @Test
  void request_ofTheOtherVersion_isRefused() {
    assertRefused(V1, message().text(4, ""), "of the other version");
    assertRefused(V1, message().inner(5, message()), "of the other version");
    assertRefused(V2, message().inner(1, upSeries()), "of the other version");
  }

  @Test
  void wireTypes_thatAreWrong_areRefused() {
    assertRefused(V1, message().number(1, 5), "wire type 0 instead of 2");
    assertRefused(V1, message().inner(1, message().number(1, 5)), "wire type");
    assertRefused(V1, message().inner(1, upSeries().number(2, 5)), "wire type");
    assertRefused(V1, message().inner(1, upSeries().number(3, 5)), "wire type");
    assertRefused(V1, message().inner(1, upSeries().inner(2, message().number(1, 5))), "wire type");
    assertRefused(V1, message().inner(1, upSeries().inner(2, message().real(2, 5))), "wire type");
    assertRefused(V2, message().number(4, 5), "wire type");
    assertRefused(V1, message().varint((7 << 3) | 4), "end-group");
    assertRefused(V1, message().inner(1, upSeries().varint((7 << 3) | 4)), "end-group");
  }

  @Test
  void request_cutAtAnyByte_isRefusedOrHasWhatCameWhole() {
    byte[] whole = message().inner(1, upSeries().sample(1, 2)).toBytes();
    for (int length = 1; length < whole.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> Written.read(V1, SnappyBlock.compress(cut)))
          .isInstanceOf(RemoteWriteFormatException.class);
    }
  }

  @Test
  void garbageBehindTheRequest_isRefused() {
    Written request = message().inner(1, upSeries().sample(1, 2));
    assertRefused(V1, request.varint(0), "series 1, byte");
  }
}
