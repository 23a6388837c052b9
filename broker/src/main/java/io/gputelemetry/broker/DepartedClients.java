package io.gputelemetry.broker;

import io.gputelemetry.queue.DepartedDrops;
import io.gputelemetry.queue.Drop;
import io.gputelemetry.queue.Drops;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What clients that are gone left out. A client that only lost its connection comes back and tells
 * the same again, and more, so it is not counted twice; one that was started anew under the same
 * name begins anew. In memory only, and bounded: the oldest clients are put together by role, and
 * the roles that are too many are one. Any thread may call.
 */
final class DepartedClients {
  static final int CLIENTS_MAX = 256;

  static final int ROLES_MAX = 16;

  /** The role of clients whose role is one too many. */
  static final String OTHER_ROLES = "other";

  private record Client(String role, String instance) {
    static Client of(SessionInfo info) {
      return new Client(info.role(), info.instance());
    }
  }

  private final LinkedHashMap<Client, List<Drop>> byClient = new LinkedHashMap<>();
  private final Map<String, List<Drop>> byRole = new TreeMap<>();

  /** A client is gone, after it told this. */
  synchronized void gone(SessionInfo info, List<Drop> told) {
    back(info, told);
    if (told.isEmpty()) {
      return;
    }
    if (info.instance().isEmpty()) {
      add(byRole, info.role(), told);
      return;
    }
    forget(Client.of(info));
    byClient.put(Client.of(info), told);
    if (byClient.size() > CLIENTS_MAX) {
      forget(byClient.firstEntry().getKey());
    }
  }

  /** A client tells this: if it is one that was gone, it is not gone any more. */
  synchronized void back(SessionInfo info, List<Drop> told) {
    byClient.computeIfPresent(Client.of(info), (_, before) -> goesOn(before, told) ? null : before);
  }

  /** By role, in alphabetical order. */
  synchronized List<DepartedDrops> list() {
    Map<String, List<Drop>> all = new TreeMap<>(byRole);
    byClient.forEach((client, drops) -> add(all, client.role(), drops));
    List<DepartedDrops> list = new ArrayList<>();
    all.forEach((role, drops) -> list.add(new DepartedDrops(role, drops)));
    return list;
  }

  /** Keeps only what it dropped, under its role. */
  private void forget(Client client) {
    Optional.ofNullable(byClient.remove(client))
        .ifPresent(drops -> add(byRole, client.role(), drops));
  }

  private static void add(Map<String, List<Drop>> byRole, String role, List<Drop> drops) {
    boolean isKept = byRole.containsKey(role) || byRole.size() < ROLES_MAX - 1;
    byRole.merge(isKept ? role : OTHER_ROLES, drops, Drops::together);
  }

  /** What a client drops only grows while it runs. */
  private static boolean goesOn(List<Drop> before, List<Drop> now) {
    return before.stream().allMatch(drop -> now.stream().anyMatch(later -> goesOn(drop, later)));
  }

  private static boolean goesOn(Drop before, Drop now) {
    return now.reason().equals(before.reason())
        && now.count() >= before.count()
        && now.firstAtMicros() <= before.firstAtMicros()
        && now.lastAtMicros() >= before.lastAtMicros();
  }
}
