package io.gputelemetry.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The format as it is documented is the one that is written, and it does not change unnoticed. */
class JournalFormatTest {
  private static final int GOLDEN_HASH = -1531734629;
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d+) \\| (\\d+|–) \\| ([^:;,|]+)");

  @Test
  void documentedLayouts_haveNoGapsAndTheLengthOfTheCode() throws IOException {
    assertThat(end(rows("## Segment", "## Batch"))).isEqualTo(SegmentHeader.BYTES);
    List<MatchResult> batch = rows("## Batch", "## Offset set");
    assertThat(end(batch.subList(0, batch.size() - 1))).isEqualTo(BatchHeader.BYTES);
    assertThat(batch.getLast().group(1)).isEqualTo(String.valueOf(BatchHeader.BYTES));
  }

  @Test
  void batchHeader_hasItsFieldsWhereTheDocumentSays() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(200);
    BatchHeader header = new BatchHeader(bytes, 100);
    Entry.Tag tag = new Entry.Tag(11, 13, 12);
    Entry entry = new Entry(7, 14, tag, List.of(ByteBuffer.allocate(5)));
    Place place = new Place(0, 9, 6, 8);
    header.encode(entry, new BatchHeader.Origin(place, 3, 10, BatchHeader.SEAL), 1);

    assertThat(bytes.getShort(100 + at("magic"))).isEqualTo((short) 0x474A);
    assertThat(bytes.get(100 + at("version"))).isEqualTo((byte) 1);
    assertThat(bytes.get(100 + at("flags"))).isEqualTo((byte) 2);
    assertThat(bytes.getInt(100 + at("body length"))).isEqualTo(5);
    assertThat(bytes.getLong(100 + at("base offset"))).isEqualTo(6);
    assertThat(bytes.getInt(100 + at("count"))).isEqualTo(7);
    assertThat(bytes.getInt(100 + at("header CRC of the previous batch"))).isEqualTo(8);
    assertThat(bytes.getLong(100 + at("batch number"))).isEqualTo(9);
    assertThat(bytes.getLong(100 + at("durable batches"))).isEqualTo(3);
    assertThat(bytes.getLong(100 + at("append time"))).isEqualTo(10);
    assertThat(bytes.getLong(156)).isEqualTo(11);
    assertThat(bytes.getLong(164)).isEqualTo(12);
    assertThat(bytes.getInt(172)).isEqualTo(13);
    assertThat(bytes.getInt(100 + at("weight"))).isEqualTo(14);
  }

  @Test
  void file_isByteForByteWhatVersion1Wrote() throws IOException {
    byte[] file = new SegmentImage(SegmentImage.Kind.CLOSED, 1).file();

    assertThat(ByteBuffer.wrap(file).hashCode()).isEqualTo(GOLDEN_HASH);
  }

  private static int at(String field) throws IOException {
    return rows("## Batch", "## Offset set").stream()
        .filter(row -> row.group(3).startsWith(field))
        .mapToInt(row -> Integer.parseInt(row.group(1)))
        .findFirst()
        .orElseThrow();
  }

  /** Where the rows end, if each begins where the one before ends. */
  private static int end(List<MatchResult> rows) {
    int end = 0;
    for (MatchResult row : rows) {
      assertThat(Integer.parseInt(row.group(1))).as(row.group(3)).isEqualTo(end);
      end += Integer.parseInt(row.group(2));
    }
    return end;
  }

  private static List<MatchResult> rows(String from, String to) throws IOException {
    String text = Files.readString(Path.of("..", "docs", "journal-format.md"));
    String part = text.substring(text.indexOf(from + "\n"), text.indexOf(to + "\n"));
    return ROW.matcher(part).results().toList();
  }
}
