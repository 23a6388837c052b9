package io.gputelemetry.streamer.source.simulator;

import io.gputelemetry.telemetry.Attribution;
import io.gputelemetry.telemetry.LabelTemplate;
import java.util.List;
import java.util.random.RandomGenerator;

/** The pod that uses a GPU, as an exporter in Kubernetes names it. */
record Workload(String namespace, String pod, String container) {
  /** Nobody uses the GPU, or nobody says who. */
  static final Workload NONE = new Workload("", "", "");

  private static final List<Workload> KINDS =
      List.of(
          new Workload("training", "llm-pretrain", "trainer"),
          new Workload("training", "vision-train", "trainer"),
          new Workload("research", "finetune", "trainer"),
          new Workload("research", "notebook", "notebook"),
          new Workload("serving", "llm-server", "server"));

  /** A new pod of some kind. */
  static Workload next(RandomGenerator random) {
    Workload kind = KINDS.get(random.nextInt(KINDS.size()));
    String pod = "%s-%08x".formatted(kind.pod(), random.nextInt());
    return new Workload(kind.namespace(), pod, kind.container());
  }

  Attribution attribution(LabelTemplate labels) {
    return new Attribution(pod, namespace, container, labels);
  }
}
