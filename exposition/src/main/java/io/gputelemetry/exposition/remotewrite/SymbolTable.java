package io.gputelemetry.exposition.remotewrite;

import static com.google.protobuf.WireFormat.WIRETYPE_LENGTH_DELIMITED;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.gputelemetry.exposition.Utf8Check;
import java.io.IOException;

/** The texts that labels of a 2.0 request refer to, as places in it. */
final class SymbolTable {
  private static final int SYMBOLS = 4;
  private static final int VARINT_BITS = 7;

  private final byte[] request;
  private int[] places = {};
  private int size;

  SymbolTable(byte[] request) {
    this.request = request;
  }

  /** Counts first, so that what is allocated is what is needed. */
  void read() throws IOException, RemoteWriteFormatException {
    places = new int[visit(false)];
    size = visit(true);
    if (size > 0 && from(0) != to(0)) {
      throw new RemoteWriteFormatException("the first symbol must be the empty text");
    }
  }

  private int visit(boolean keep) throws IOException, RemoteWriteFormatException {
    CodedInputStream in = CodedInputStream.newInstance(request);
    Utf8Check utf8 = new Utf8Check(request);
    int count = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) != SYMBOLS) {
        RequestReader.skip(in, tag);
        continue;
      }
      RequestReader.require(tag, WIRETYPE_LENGTH_DELIMITED);
      int place = in.getTotalBytesRead();
      int length = in.readRawVarint32();
      int from = in.getTotalBytesRead();
      in.skipRawBytes(length);
      if (keep) {
        places[count] = place;
      } else if (!utf8.isText(from, from + length)) {
        throw new RemoteWriteFormatException("symbol " + count + " is not UTF-8, or has a NUL");
      }
      count++;
    }
    return count;
  }

  int size() {
    return size;
  }

  int from(int symbol) {
    int at = places[symbol];
    while (request[at] < 0) {
      at++;
    }
    return at + 1;
  }

  int to(int symbol) {
    int at = places[symbol];
    int length = request[at] & 0x7f;
    for (int shift = VARINT_BITS; request[at] < 0; shift += VARINT_BITS) {
      at++;
      length |= (request[at] & 0x7f) << shift;
    }
    return at + 1 + length;
  }
}
