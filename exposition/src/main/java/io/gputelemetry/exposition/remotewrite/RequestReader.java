package io.gputelemetry.exposition.remotewrite;

import static com.google.protobuf.WireFormat.WIRETYPE_FIXED64;
import static com.google.protobuf.WireFormat.WIRETYPE_LENGTH_DELIMITED;
import static com.google.protobuf.WireFormat.WIRETYPE_VARINT;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/**
 * Reads one decompressed request, by the numbers of its fields:
 *
 * <pre>
 *   1.0  WriteRequest { timeseries 1, metadata 3 }
 *        TimeSeries   { labels 1 { name 1, value 2 }, samples 2, exemplars 3, histograms 4 }
 *   2.0  Request      { symbols 4, timeseries 5 }
 *        TimeSeries   { labels_refs 1, samples 2, histograms 3, exemplars 4, metadata 5 }
 *   both Sample       { value 1 (double), timestamp 2 (int64, ms) }
 * </pre>
 *
 * The fields of a message may come in any order, so labels and samples are read by two streams that
 * both go forward once. For one use.
 */
final class RequestReader {
  private static final int SERIES_V1 = 1;
  private static final int METADATA_V1 = 3;
  private static final int SYMBOLS_V2 = 4;
  private static final int SERIES_V2 = 5;
  private static final int FIRST_OWN_FIELD_V2 = 4;
  private static final int SAMPLES = 2;
  private static final int THIRD = 3;
  private static final int FOURTH = 4;
  private static final int METADATA_OF_SERIES_V2 = 5;
  private static final int VALUE = 1;
  private static final int TIMESTAMP = 2;

  private final RemoteWriteVersion version;
  private final int maxLabelBytes;
  private final RemoteWriteReader.Sink sink;
  private final CodedInputStream in;
  private final CodedInputStream sampleIn;
  private final SeriesLabels labels;
  private final LabelReader labelReader;
  private final SymbolTable symbols;
  private long labelBytes;
  private long series;
  private long samples;
  private long thirds;
  private long fourths;
  private long metadata;

  RequestReader(
      RemoteWriteVersion version, byte[] request, int maxLabelBytes, RemoteWriteReader.Sink sink) {
    this.version = version;
    this.maxLabelBytes = maxLabelBytes;
    this.sink = sink;
    this.in = CodedInputStream.newInstance(request);
    this.sampleIn = CodedInputStream.newInstance(request);
    this.labels = new SeriesLabels(request);
    this.symbols = new SymbolTable(request);
    this.labelReader = new LabelReader(request, labels, symbols);
  }

  /** For the message of a failure: the series, and the byte that reading came to. */
  String where() {
    return "series %d, byte %d of the decompressed body".formatted(series, in.getTotalBytesRead());
  }

  RemoteWriteReader.Contents read() throws IOException, RemoteWriteFormatException {
    if (version == RemoteWriteVersion.V2) {
      symbols.read();
    }
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int field = WireFormat.getTagFieldNumber(tag);
      refuseOther(field);
      if (field == (version == RemoteWriteVersion.V1 ? SERIES_V1 : SERIES_V2)) {
        series++;
        located(tag);
      } else {
        metadata += version == RemoteWriteVersion.V1 && field == METADATA_V1 ? 1 : 0;
        skip(in, tag);
      }
    }
    boolean first = version == RemoteWriteVersion.V1;
    return new RemoteWriteReader.Contents(
        series, samples, first ? fourths : thirds, first ? thirds : fourths, metadata);
  }

  /** The numbers of the fields do not overlap, so a wrong content type is noticed. */
  private void refuseOther(int field) throws RemoteWriteFormatException {
    boolean second = field == SYMBOLS_V2 || field == SERIES_V2;
    if (version == RemoteWriteVersion.V1 ? second : field < FIRST_OWN_FIELD_V2) {
      throw new RemoteWriteFormatException(
          "this is a request of the other version; the content type says " + version.contentType());
    }
  }

  private void located(int tag) throws IOException, RemoteWriteFormatException {
    try {
      series(tag);
    } catch (RemoteWriteFormatException e) {
      String message = where() + ": " + e.getMessage();
      throw e.isTooLarge()
          ? RemoteWriteFormatException.tooLarge(message)
          : new RemoteWriteFormatException(message);
    }
  }

  private void series(int tag) throws IOException, RemoteWriteFormatException {
    require(tag, WIRETYPE_LENGTH_DELIMITED);
    int length = in.readRawVarint32();
    int start = in.getTotalBytesRead();
    int outer = in.pushLimit(length);
    labelReader.read(version, in);
    in.popLimit(outer);
    labels.requireName();
    labelBytes += labels.bytes();
    if (labelBytes > maxLabelBytes) {
      throw RemoteWriteFormatException.tooLarge(
          "its labels and those before are more than " + maxLabelBytes + " bytes");
    }
    sink.series(labels);
    sampleIn.skipRawBytes(start - sampleIn.getTotalBytesRead());
    outer = sampleIn.pushLimit(length);
    samples();
    sampleIn.popLimit(outer);
  }

  private void samples() throws IOException, RemoteWriteFormatException {
    for (int tag = sampleIn.readTag(); tag != 0; tag = sampleIn.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case SAMPLES -> {
          require(tag, WIRETYPE_LENGTH_DELIMITED);
          samples++;
          sample();
        }
        case THIRD -> thirds += skipMessage(tag);
        case FOURTH -> fourths += skipMessage(tag);
        case METADATA_OF_SERIES_V2 -> {
          metadata += version == RemoteWriteVersion.V2 ? 1 : 0;
          skip(sampleIn, tag);
        }
        default -> skip(sampleIn, tag);
      }
    }
  }

  private int skipMessage(int tag) throws IOException, RemoteWriteFormatException {
    require(tag, WIRETYPE_LENGTH_DELIMITED);
    skip(sampleIn, tag);
    return 1;
  }

  private void sample() throws IOException, RemoteWriteFormatException {
    int outer = sampleIn.pushLimit(sampleIn.readRawVarint32());
    double value = 0;
    long timeMillis = 0;
    for (int tag = sampleIn.readTag(); tag != 0; tag = sampleIn.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case VALUE -> {
          require(tag, WIRETYPE_FIXED64);
          value = sampleIn.readDouble();
        }
        case TIMESTAMP -> {
          require(tag, WIRETYPE_VARINT);
          timeMillis = sampleIn.readInt64();
        }
        default -> skip(sampleIn, tag);
      }
    }
    sampleIn.popLimit(outer);
    sink.sample(value, timeMillis);
  }

  static void require(int tag, int wireType) throws RemoteWriteFormatException {
    if (WireFormat.getTagWireType(tag) != wireType) {
      throw new RemoteWriteFormatException(
          "field %d has the wire type %d instead of %d"
              .formatted(
                  WireFormat.getTagFieldNumber(tag), WireFormat.getTagWireType(tag), wireType));
    }
  }

  /** Throws for the end of a group that did not begin. */
  static void skip(CodedInputStream in, int tag) throws IOException {
    var _ = in.skipField(tag);
  }
}
