package io.gputelemetry.systemtests.storecrash;

import java.util.ArrayList;
import java.util.List;

/**
 * What a writer is to do.
 *
 * @param directory of the store
 * @param seed of the batches
 * @param first number of the first new batch
 * @param resend numbers of batches that are sent before that
 * @param target where it is to be killed
 */
record WriterOrders(String directory, long seed, long first, List<Long> resend, Target target) {
  private static final int WORDS = 6;

  WriterOrders {
    resend = List.copyOf(resend);
  }

  /** As a line without its end; the directory, which may have blanks, comes last. */
  String line() {
    StringBuilder numbers = new StringBuilder("-");
    resend.forEach(number -> numbers.append(number).append('-'));
    return seed + " " + first + " " + numbers + " " + target + " " + directory;
  }

  static WriterOrders parse(String line) {
    String[] words = line.split(" ", WORDS + 1);
    List<Long> resend = new ArrayList<>();
    for (String number : words[2].split("-", -1)) {
      if (!number.isEmpty()) {
        resend.add(Long.valueOf(number));
      }
    }
    Target target = Target.parse(words[3], words[4], words[5]);
    return new WriterOrders(
        words[6], Long.parseLong(words[0]), Long.parseLong(words[1]), resend, target);
  }
}
