package io.gputelemetry.systemtests.storecrash;

import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Tells from its calls to the disk what the store is doing. All calls but those of a merge come
 * from its owner thread, or before it is open.
 */
final class DiskCalls {
  private static final String MERGING_THREAD = "store-compactor";
  // As on a slow disk, so that files are sealed and expired while others are merged.
  private static final long MERGING_PAUSE_NANOS = 2_000_000;

  private static final String UNFINISHED = ".tmp";
  private static final long NO_EXPIRY = Long.MIN_VALUE;

  private final Set<String> merged = ConcurrentHashMap.newKeySet();
  private volatile boolean open;
  private volatile long askedExpiry = NO_EXPIRY;
  private volatile boolean noted;
  private volatile Phase naming = Phase.SEAL_RENAME;

  /** One of the store's directories. */
  enum Place {
    ROOT,
    CATALOG,
    LOG,
    SEALED;

    static Place named(String name) {
      return switch (name) {
        case "catalog" -> CATALOG;
        case "wal" -> LOG;
        case "sealed" -> SEALED;
        default -> ROOT;
      };
    }
  }

  /** The store is open from now on. */
  void opened() {
    open = true;
  }

  boolean isOpen() {
    return open;
  }

  /** The next write to the log that ends with this number is the note of the expiry. */
  void expiryAsked(long olderThanMicros) {
    askedExpiry = olderThanMicros;
  }

  /** What a read is; only asked while the store is not open. */
  static Phase read(Place place) {
    return place == Place.LOG ? Phase.REPLAY : Phase.OPENING;
  }

  Phase write(Place place, String name, boolean fresh, ByteBuffer bytes) {
    if (place == Place.LOG && open && isNote(bytes)) {
      noted = true;
      return Phase.EXPIRY_NOTE;
    }
    return place == Place.SEALED && open ? sealing(name) : file(place, fresh, Phase.LOG_WRITE);
  }

  private boolean isNote(ByteBuffer bytes) {
    long asked = askedExpiry;
    return asked != NO_EXPIRY
        && bytes.remaining() >= Long.BYTES
        && bytes.getLong(bytes.limit() - Long.BYTES) == asked;
  }

  private Phase sealing(String name) {
    if (Thread.currentThread().getName().equals(MERGING_THREAD)) {
      merged.add(name);
      LockSupport.parkNanos(MERGING_PAUSE_NANOS);
      return Phase.MERGE_WRITE;
    }
    return Phase.SEAL_WRITE;
  }

  private Phase file(Place place, boolean fresh, Phase ofLog) {
    if (!open) {
      return read(place);
    }
    return switch (place) {
      case ROOT, CATALOG -> Phase.CATALOG;
      case LOG -> fresh ? Phase.LOG_DROP : ofLog;
      case SEALED -> Phase.SEAL_WRITE;
    };
  }

  Phase sync(Place place, String name, boolean fresh) {
    if (place == Place.LOG && noted) {
      return Phase.EXPIRY_NOTE;
    }
    return place == Place.SEALED && open ? sealing(name) : file(place, fresh, Phase.LOG_SYNC);
  }

  Phase create(Place place) {
    return file(place, true, Phase.LOG_DROP);
  }

  Phase rename(Place place, String from) {
    if (!open || place != Place.SEALED) {
      return file(place, true, Phase.LOG_DROP);
    }
    naming = merged.remove(from) ? Phase.MERGE_RENAME : Phase.SEAL_RENAME;
    return naming;
  }

  Phase delete(Place place, String name) {
    if (!open || place != Place.SEALED) {
      return file(place, true, Phase.LOG_DROP);
    }
    if (noted && !name.endsWith(UNFINISHED)) {
      naming = Phase.EXPIRY_DELETE;
    } else {
      merged.remove(name);
      naming = Phase.MERGE_DELETE;
    }
    return naming;
  }

  /** A directory is synced once what was named or deleted in it is complete. */
  Phase syncDirectory(Place place) {
    if (!open || place != Place.SEALED) {
      return file(place, true, Phase.LOG_DROP);
    }
    if (naming == Phase.EXPIRY_DELETE) {
      noted = false;
      askedExpiry = NO_EXPIRY;
    }
    return naming;
  }
}
