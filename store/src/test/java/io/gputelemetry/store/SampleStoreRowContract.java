package io.gputelemetry.store;

import static io.gputelemetry.store.BatchOf.series;
import static io.gputelemetry.store.BatchOf.single;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.gputelemetry.telemetry.Attribution;
import io.gputelemetry.telemetry.Gpu;
import io.gputelemetry.telemetry.LabelTemplate;
import io.gputelemetry.telemetry.Series;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The part of the contract about what a row holds. */
public abstract class SampleStoreRowContract extends SampleStoreLatestContract {
  @Test
  void row_timesAndOrigin_givenBack() throws Exception {
    long ingested = now.get();
    store.append(
        new BatchOf()
            .row(series(1, UTIL), 10, 1_752_871_354_000_000L, 1)
            .row(series(1, UTIL), 11, 2)
            .row(series(1, UTIL), 12, 12, 3)
            .build());
    now.addAndGet(1_000);
    store.append(single(series(1, UTIL), 9, 4));
    now.addAndGet(5_000);
    store = reopen(store);

    assertThat(rows(ScanQuery.all(uuid(1))))
        .extracting(
            StoredSample::eventTimeMicros,
            StoredSample::sourceTimeMicros,
            StoredSample::ingestedAtMicros)
        .containsExactly(
            tuple(9L, OptionalLong.empty(), ingested + 1_000),
            tuple(10L, OptionalLong.of(1_752_871_354_000_000L), ingested),
            tuple(11L, OptionalLong.empty(), ingested),
            tuple(12L, OptionalLong.of(12), ingested));
  }

  @Test
  void row_attribution_theOneValidAtItsEventTime() throws Exception {
    store.append(
        new BatchOf()
            .row(series(1, UTIL, "a"), 10, 1)
            .row(series(1, UTIL, "a"), 20, 1)
            .row(series(1, UTIL, "b"), 30, 1)
            .build());
    store.append(single(series(1, UTIL), 50, 1));
    store = reopen(store);
    store.append(
        new BatchOf().row(series(1, UTIL, "b"), 40, 1).row(series(1, UTIL, "a"), 15, 1).build());
    store = reopen(store);

    assertThat(rows(ScanQuery.all(uuid(1))))
        .extracting(StoredSample::eventTimeMicros, row -> row.identity().attribution().pod())
        .containsExactly(
            tuple(10L, "a"),
            tuple(15L, "a"),
            tuple(20L, "a"),
            tuple(30L, "b"),
            tuple(40L, "b"),
            tuple(50L, ""));
  }

  @Test
  void row_instancesOfOneGpu_eachWithItsOwnPod() throws Exception {
    for (int instance = 1; instance <= 3; instance++) {
      Series series = new Series(uuid(1), "" + instance, UTIL, new TreeMap<>());
      Attribution pod = new Attribution("pod-" + instance, "", "", LabelTemplate.EMPTY);
      store.append(single(new SeriesIdentity(series, BatchOf.gpu(1), pod), 10, instance));
    }
    store = reopen(store);

    assertThat(rows(ScanQuery.all(uuid(1))))
        .extracting(
            row -> row.identity().series().migInstance(), row -> row.identity().attribution().pod())
        .containsExactly(tuple("1", "pod-1"), tuple("2", "pod-2"), tuple("3", "pod-3"));
  }

  @Test
  void row_identityLabels_separateSeries() throws Exception {
    for (String link : List.of("1", "0")) {
      Series series = new Series(uuid(1), "", UTIL, new TreeMap<>(java.util.Map.of("link", link)));
      store.append(single(new SeriesIdentity(series, BatchOf.gpu(1), Attribution.NONE), 10, 3));
    }
    store = reopen(store);

    assertThat(rows(ScanQuery.all(uuid(1))))
        .extracting(row -> row.identity().series().identityLabels().get("link"))
        .containsExactly("0", "1");
    assertThat(store.stats().series()).isEqualTo(2);
    assertThat(store.stats().metrics()).isEqualTo(1);
  }

  @Test
  void row_labels_renderedAsTheyCame() throws Exception {
    Gpu gpu = BatchOf.gpu(1);
    String raw =
        "Hostname=\"host-000\",UUID=\"GPU-000001\",__name__=\"" + POWER + "\",gpu=\"1\",job=\"x\"";
    Attribution attribution = new Attribution("", "", "", LabelTemplate.of(raw, gpu, POWER));
    store.append(single(BatchOf.of(gpu, POWER, attribution), 10, 3));
    store = reopen(store);

    SeriesIdentity identity = rows(ScanQuery.all(uuid(1))).getFirst().identity();
    assertThat(identity.attribution().labels().render(identity.gpu(), identity.series().metric()))
        .isEqualTo(raw);
  }
}
