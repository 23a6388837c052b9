package io.gputelemetry.api.rest;

import static io.gputelemetry.api.rest.Guarded.guarded;

import io.gputelemetry.runtime.http.Operation;
import io.gputelemetry.runtime.http.Param;
import io.gputelemetry.runtime.http.ProblemException;
import io.gputelemetry.runtime.http.Request;
import io.gputelemetry.store.GpuQuery;
import io.gputelemetry.store.GpuSummary;
import io.gputelemetry.store.SampleStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The GPUs, and how one of them is named in a path. */
final class Gpus {
  static final Param<String> ID =
      Param.path("id", "The uuid of the GPU, or `hostname:gpu_id` for the one that sits there.");

  static final Param<Integer> LIMIT =
      Param.integer("limit", 1, 1_000, 100, "The largest number of entries on a page.");

  private static final Param<Optional<String>> HOSTNAME =
      Param.text("hostname", "Only the GPUs of this host.");

  private static final Pattern SLOT = Pattern.compile("(.+):([0-9]{1,6})");
  private static final Pattern ORDINAL = Pattern.compile("[0-9]{1,6}");
  private static final int CANDIDATES = 5;

  private final SampleStore store;

  Gpus(SampleStore store) {
    this.store = store;
  }

  List<Operation> operations() {
    return List.of(
        Operation.get("/api/v1/gpus", "listGpus", "Lists the GPUs that have samples")
            .tag("gpus")
            .params(HOSTNAME, LIMIT, Cursor.PARAM)
            .errors(503)
            .json(GpuPage.class, guarded(this::page)),
        Operation.get("/api/v1/gpus/{id}", "readGpu", "Describes a GPU")
            .tag("gpus")
            .params(ID)
            .errors(404, 503)
            .json(GpuView.class, guarded(request -> GpuView.of(find(request.get(ID))))));
  }

  private GpuPage page(Request request) {
    Optional<String> hostname = request.get(HOSTNAME);
    int limit = request.get(LIMIT);
    String query = "gpus " + hostname;
    Optional<String> after = Cursor.uuid(query, request.get(Cursor.PARAM));
    List<GpuSummary> found =
        select(new GpuQuery(Optional.empty(), hostname, OptionalInt.empty(), after, limit + 1));
    boolean more = found.size() > limit;
    List<GpuView> data = found.stream().limit(limit).map(GpuView::of).toList();
    return new GpuPage(
        data, data.size(), more, more ? Cursor.ofUuid(query, data.getLast().uuid()) : null);
  }

  /**
   * The GPU that a path names.
   *
   * @throws ProblemException 404 if it was never seen, 400 if the name fits many
   */
  GpuSummary find(String id) {
    if (ORDINAL.matcher(id).matches()) {
      throw ambiguous(id);
    }
    return select(GpuQuery.byUuid(id)).stream()
        .findFirst()
        .or(() -> inSlot(id))
        .orElseThrow(() -> ProblemException.notFound("there is no GPU " + id));
  }

  /** A slot can have held several GPUs; the one seen last sits there. */
  private Optional<GpuSummary> inSlot(String id) {
    Matcher slot = SLOT.matcher(id);
    if (!slot.matches()) {
      return Optional.empty();
    }
    Optional<String> hostname = Optional.of(slot.group(1));
    OptionalInt gpuId = OptionalInt.of(Integer.parseInt(slot.group(2)));
    GpuQuery query =
        new GpuQuery(Optional.empty(), hostname, gpuId, Optional.empty(), Integer.MAX_VALUE);
    return select(query).stream().max(Comparator.comparingLong(GpuSummary::lastSeenMicros));
  }

  private ProblemException ambiguous(String ordinal) {
    OptionalInt gpuId = OptionalInt.of(Integer.parseInt(ordinal));
    String candidates =
        select(
                new GpuQuery(
                    Optional.empty(), Optional.empty(), gpuId, Optional.empty(), CANDIDATES))
            .stream()
            .map(found -> found.gpu().hostname() + ":" + ordinal)
            .collect(Collectors.joining(", "));
    return ProblemException.badRequest(
        "id",
        "id must be a uuid or hostname:gpu_id; an index alone names a GPU on every host"
            + (candidates.isEmpty() ? "" : ", for example " + candidates));
  }

  private List<GpuSummary> select(GpuQuery query) {
    List<GpuSummary> found = new ArrayList<>();
    store.gpus(query, found::add);
    return found;
  }
}
