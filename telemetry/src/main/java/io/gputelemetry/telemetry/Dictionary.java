package io.gputelemetry.telemetry;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads the dictionary of a batch; {@link DictionaryWriter} writes it and draws it. */
final class Dictionary {
  /**
   * Runs describe many series in few bytes. A dictionary with more series and identity labels of
   * series than this for each of its bytes is refused, which bounds what a small message can make a
   * reader allocate.
   */
  private static final int MAX_ENTRIES_PER_BYTE = 64;

  private Dictionary() {}

  static long maxEntries(int bytes) {
    return (long) bytes * MAX_ENTRIES_PER_BYTE;
  }

  static List<SeriesIdentity> read(ByteReader in) {
    long maxEntries = maxEntries(in.remaining());
    String[] strings = strings(in);
    List<Gpu> gpus = gpus(in, strings);
    List<SortedMap<String, String>> labels = labels(in, strings);
    List<Attribution> attributions = attributions(in, strings, maxEntries);
    int size = in.count("series", maxEntries);
    int[] gpu = RunColumn.readIndexes(in, size, gpus.size());
    int[] mig = RunColumn.readIndexes(in, size, strings.length);
    int[] metric = RunColumn.readIndexes(in, size, strings.length);
    int[] labelSet = RunColumn.readIndexes(in, size, labels.size());
    int[] attribution = RunColumn.readIndexes(in, size, attributions.size());
    in.end("dictionary");
    checkLabels(labels, labelSet, maxEntries - size);
    SeriesIdentity[] series = new SeriesIdentity[size];
    for (int i = 0; i < size; i++) {
      if (strings[metric[i]].isEmpty()) {
        throw new BatchFormatException("series " + i + " has no metric");
      }
      Gpu of = gpus.get(gpu[i]);
      series[i] =
          new SeriesIdentity(
              new Series(of.uuid(), strings[mig[i]], strings[metric[i]], labels.get(labelSet[i])),
              of,
              attributions.get(attribution[i]));
    }
    return List.of(series);
  }

  private static void checkLabels(
      List<SortedMap<String, String>> labels, int[] labelSet, long max) {
    long count = 0;
    for (int set : labelSet) {
      count += labels.get(set).size();
    }
    if (count > max) {
      throw new BatchFormatException(
          count + " identity labels, where at most " + max + " are possible");
    }
  }

  private static String[] strings(ByteReader in) {
    int size = in.count("texts", in.remaining());
    String[] strings = new String[size + 1];
    strings[0] = "";
    for (int i = 1; i <= size; i++) {
      strings[i] = in.text();
    }
    return strings;
  }

  private static List<Gpu> gpus(ByteReader in, String[] strings) {
    int size = in.count("GPUs", in.remaining());
    String[] uuids = new String[size];
    for (int i = 0; i < size; i++) {
      int text = in.count("text of a uuid", strings.length - 1);
      uuids[i] = text == 0 ? GpuUuid.text(in.int64(), in.int64()) : strings[text];
      if (uuids[i].isEmpty()) {
        throw new BatchFormatException("GPU " + i + " has no uuid");
      }
    }
    long[] gpuIds = RunColumn.read(in, size);
    int[] device = RunColumn.readIndexes(in, size, strings.length);
    int[] model = RunColumn.readIndexes(in, size, strings.length);
    int[] host = RunColumn.readIndexes(in, size, strings.length);
    List<Gpu> gpus = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      gpus.add(
          new Gpu(
              uuids[i], (int) gpuIds[i], strings[device[i]], strings[model[i]], strings[host[i]]));
    }
    return gpus;
  }

  private static List<SortedMap<String, String>> labels(ByteReader in, String[] strings) {
    int size = in.count("label sets", in.remaining());
    List<SortedMap<String, String>> sets = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      SortedMap<String, String> set = new TreeMap<>();
      for (int left = in.count("labels", in.remaining()); left > 0; left--) {
        String name = strings[in.count("text of a label", strings.length - 1)];
        set.put(name, strings[in.count("text of a label", strings.length - 1)]);
      }
      sets.add(Series.labels(set));
    }
    return sets;
  }

  private static List<Attribution> attributions(ByteReader in, String[] strings, long maxEntries) {
    // All their columns are runs: there are as many as series, however few bytes follow.
    int size = in.count("attributions", maxEntries);
    int[] pod = RunColumn.readIndexes(in, size, strings.length);
    int[] namespace = RunColumn.readIndexes(in, size, strings.length);
    int[] container = RunColumn.readIndexes(in, size, strings.length);
    int[] labels = RunColumn.readIndexes(in, size, strings.length);
    List<Attribution> attributions = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      attributions.add(
          new Attribution(
              strings[pod[i]],
              strings[namespace[i]],
              strings[container[i]],
              new LabelTemplate(strings[labels[i]])));
    }
    return attributions;
  }
}
