package io.gputelemetry.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DictionaryTest {

  private static List<SeriesIdentity> read(ByteWriter bytes) {
    return Dictionary.read(new ByteReader(bytes.array(), 0, bytes.size()));
  }

  private static ByteWriter empty(int series) {
    ByteWriter bytes = new ByteWriter(16);
    for (int table = 0; table < 4; table++) {
      bytes.varint(0);
    }
    bytes.varint(series);
    return bytes;
  }

  @Test
  void counts_beyondWhatTheBytesCanHold_areRefusedBeforeAllocation() {
    for (long count : new long[] {100, Integer.MAX_VALUE, Long.MAX_VALUE, -1}) {
      for (int table = 0; table < 5; table++) {
        ByteWriter bytes = new ByteWriter(16);
        for (int before = 0; before < table; before++) {
          bytes.varint(0);
        }
        bytes.varint(table == 4 ? count * 100 : count);
        assertThatThrownBy(() -> read(bytes)).isInstanceOf(BatchFormatException.class);
      }
    }
  }

  @Test
  void series_withoutAGpu_areRefused() {
    ByteWriter bytes = empty(1);
    for (int column = 0; column < 5; column++) {
      bytes.varint(1);
      bytes.zigzag(0);
    }

    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(BatchFormatException.class)
        .hasMessageContaining("index 0 into a table of 0");
  }

  @Test
  void bytes_afterTheEnd_areRefused() {
    ByteWriter bytes = empty(0);
    assertThat(read(bytes)).isEmpty();
    bytes.varint(0);

    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(BatchFormatException.class)
        .hasMessageContaining("1 bytes too many in the dictionary");
  }

  @Test
  void labels_ofManySeriesWithOneLargeSet_areRefusedOnBothSides() {
    TreeMap<String, String> labels = new TreeMap<>();
    for (int i = 0; i < 1000; i++) {
      labels.put("l" + i, "");
    }
    Gpu gpu = new Gpu("GPU-1", 0, "", "", "");
    Series series = new Series("GPU-1", "", "m", labels);
    List<SeriesIdentity> dictionary = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      dictionary.add(new SeriesIdentity(series, gpu, Attribution.NONE));
    }

    assertThatThrownBy(() -> DictionaryWriter.write(dictionary))
        .isInstanceOf(IllegalArgumentException.class);
    ByteWriter bytes = oneSetForMany(1000, 5000);
    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(BatchFormatException.class)
        .hasMessageContaining("5000000 identity labels");
  }

  @Test
  void attributions_thatFollowEachOtherRegularly_comeBack() {
    List<SeriesIdentity> dictionary = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      Gpu gpu = new Gpu("GPU-" + i, i, "", "", "");
      Attribution attribution = new Attribution("pod-" + i, "", "", LabelTemplate.EMPTY);
      dictionary.add(new SeriesIdentity(Series.of("GPU-" + i, "m"), gpu, attribution));
    }
    byte[] bytes = DictionaryWriter.write(dictionary);
    assertThat(Dictionary.read(new ByteReader(bytes, 0, bytes.length))).isEqualTo(dictionary);
  }

  /** The dictionary that the writer refuses to write. */
  private static ByteWriter oneSetForMany(int labels, int series) {
    ByteWriter bytes = new ByteWriter(16);
    bytes.varint(labels);
    for (int i = 0; i < labels; i++) {
      bytes.text("l" + i);
    }
    bytes.varint(1);
    bytes.varint(1);
    for (int column = 0; column < 4; column++) {
      RunColumn.write(bytes, new long[1]);
    }
    bytes.varint(1);
    bytes.varint(labels);
    for (int i = 1; i <= labels; i++) {
      bytes.varint(i);
      bytes.varint(0);
    }
    bytes.varint(1);
    for (int column = 0; column < 4; column++) {
      RunColumn.write(bytes, new long[1]);
    }
    bytes.varint(series);
    for (int column = 0; column < 5; column++) {
      bytes.varint(series);
      bytes.zigzag(0);
    }
    return bytes;
  }

  @Test
  void runs_emptyOrTooLong_areRefused() {
    for (int run : new int[] {0, 3}) {
      ByteWriter bytes = new ByteWriter(16);
      bytes.varint(run);
      bytes.zigzag(1);
      assertThatThrownBy(() -> RunColumn.read(new ByteReader(bytes.array(), 0, bytes.size()), 2))
          .isInstanceOf(BatchFormatException.class);
    }
  }

  @Test
  void uuid_notInCanonicalForm_staysText() {
    String canonical = "GPU-5fd4f087-86f3-7a43-b711-4771313afc50";
    assertThat(GpuUuid.parse(canonical))
        .hasValueSatisfying(uuid ->
            assertThat(GpuUuid.text(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits()))
                .isEqualTo(canonical));
    for (String other :
        List.of(
            canonical.replace('f', 'F'),
            canonical.replace("GPU", "MIG"),
            canonical.substring(1),
            canonical.replace('7', 'g'),
            "GPU-5fd4f08786f3-7a43-b711-4771313afc50-")) {
      assertThat(GpuUuid.parse(other)).isEmpty();
    }
  }
}
