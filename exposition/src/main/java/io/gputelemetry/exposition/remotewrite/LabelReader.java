package io.gputelemetry.exposition.remotewrite;

import static com.google.protobuf.WireFormat.WIRETYPE_LENGTH_DELIMITED;
import static com.google.protobuf.WireFormat.WIRETYPE_VARINT;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.gputelemetry.exposition.Utf8Check;
import java.io.IOException;

/** Reads the labels of a series, and skips everything else of it. */
final class LabelReader {
  private static final int LABELS = 1;
  private static final int NAME = 1;
  private static final int VALUE = 2;

  private final SeriesLabels labels;
  private final SymbolTable symbols;
  private final Utf8Check utf8;
  private int from;
  private int to;
  private int pendingName = -1;

  LabelReader(byte[] request, SeriesLabels labels, SymbolTable symbols) {
    this.labels = labels;
    this.symbols = symbols;
    this.utf8 = new Utf8Check(request);
  }

  /** Up to the limit that is set. */
  void read(RemoteWriteVersion version, CodedInputStream in)
      throws IOException, RemoteWriteFormatException {
    labels.clear();
    pendingName = -1;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) != LABELS) {
        RequestReader.skip(in, tag);
      } else if (version == RemoteWriteVersion.V1) {
        RequestReader.require(tag, WIRETYPE_LENGTH_DELIMITED);
        label(in);
      } else {
        references(in, tag);
      }
    }
    if (pendingName >= 0) {
      throw new RemoteWriteFormatException("a label has a name and no value");
    }
  }

  private void label(CodedInputStream in) throws IOException, RemoteWriteFormatException {
    int outer = in.pushLimit(in.readRawVarint32());
    int nameFrom = 0;
    int nameTo = 0;
    int valueFrom = 0;
    int valueTo = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case NAME -> {
          text(in, tag);
          nameFrom = from;
          nameTo = to;
        }
        case VALUE -> {
          text(in, tag);
          valueFrom = from;
          valueTo = to;
        }
        default -> RequestReader.skip(in, tag);
      }
    }
    in.popLimit(outer);
    labels.add(nameFrom, nameTo, valueFrom, valueTo);
  }

  private void text(CodedInputStream in, int tag) throws IOException, RemoteWriteFormatException {
    RequestReader.require(tag, WIRETYPE_LENGTH_DELIMITED);
    int length = in.readRawVarint32();
    from = in.getTotalBytesRead();
    in.skipRawBytes(length);
    to = from + length;
    if (!utf8.isText(from, to)) {
      throw new RemoteWriteFormatException("a label is not UTF-8, or has a NUL");
    }
  }

  /** Packed, as they are sent, or one by one, which is the same to a reader. */
  private void references(CodedInputStream in, int tag)
      throws IOException, RemoteWriteFormatException {
    if (WireFormat.getTagWireType(tag) == WIRETYPE_VARINT) {
      reference(in.readRawVarint64());
      return;
    }
    RequestReader.require(tag, WIRETYPE_LENGTH_DELIMITED);
    int outer = in.pushLimit(in.readRawVarint32());
    while (in.getBytesUntilLimit() > 0) {
      reference(in.readRawVarint64());
    }
    in.popLimit(outer);
  }

  private void reference(long symbol) throws RemoteWriteFormatException {
    if (symbol < 0 || symbol >= symbols.size()) {
      throw new RemoteWriteFormatException(
          "it refers to symbol %s of %d".formatted(Long.toUnsignedString(symbol), symbols.size()));
    }
    if (pendingName < 0) {
      pendingName = (int) symbol;
      return;
    }
    int name = pendingName;
    int value = (int) symbol;
    pendingName = -1;
    labels.add(symbols.from(name), symbols.to(name), symbols.from(value), symbols.to(value));
  }
}
