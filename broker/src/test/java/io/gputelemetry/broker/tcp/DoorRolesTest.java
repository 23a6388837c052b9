package io.gputelemetry.broker.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.broker.access.AccessRole;
import io.gputelemetry.broker.access.AccessToken;
import io.gputelemetry.broker.access.Permission;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.RandomFrames;
import io.gputelemetry.wire.FrameServerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every request without a token, with a wrong one, and with one of each role. */
@Timeout(60)
class DoorRolesTest {
  private static final Map<String, String> JSON_FIELDS =
      Map.of(
          "publish", ",\"payload\":1",
          "subscribe", ",\"subscriber_id\":\"s\"",
          "unsubscribe", ",\"subscriber_id\":\"s\"",
          "ack", ",\"message_id\":\"AQF0AWcAAAAAAAAAAAAAAAAAAAAA\"",
          "nack", ",\"message_id\":\"AQF0AWcAAAAAAAAAAAAAAAAAAAAA\"");

  private final FakeEngine engine = new FakeEngine();
  private final TcpDoor door;

  DoorRolesTest() throws IOException {
    List<AccessToken> tokens =
        Stream.of(AccessRole.values())
            .map(role -> new AccessToken("of-" + role.word(), Set.of(role)))
            .toList();
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    this.door =
        new TcpDoor(
            FrameServerConfig.listeningOn(address), tokens, engine.served(), System::nanoTime);
  }

  @AfterEach
  void close() throws IOException {
    door.close();
  }

  @Test
  void request_withoutAToken_orWithAWrongOne_isUnauthorized() throws Exception {
    for (int kind = 1; kind < RandomFrames.REQUEST_KINDS; kind++) {
      QueueRequest request = RandomFrames.request(kind, new SplittableRandom(kind));
      try (RawPeer stranger = new RawPeer(door.port());
          RawPeer forger = new RawPeer(door.port())) {
        stranger.send(1, request);
        assertThat(error(stranger.receive(1))).isEqualTo(QueueError.UNAUTHORIZED);
        forger.send(1, new QueueRequest.Hello("i", "r", "of-nobody"));
        assertThat(error(forger.receive(1))).isEqualTo(QueueError.UNAUTHORIZED);
        assertThat(forger.isAtEnd()).isTrue();
      }
    }
    assertThat(engine.requests).isEmpty();
  }

  @Test
  void request_withATokenOfARole_isServedOrForbidden() throws Exception {
    for (AccessRole role : AccessRole.values()) {
      try (RawPeer peer = new RawPeer(door.port())) {
        peer.send(1, new QueueRequest.Hello("i", "r", "of-" + role.word()));
        assertThat(peer.receive(1)).isEqualTo(new QueueReply.Done());
        for (int kind = 1; kind < RandomFrames.REQUEST_KINDS; kind++) {
          QueueRequest request = RandomFrames.request(kind, new SplittableRandom(kind));
          peer.send(100 + kind, request);
          QueueReply reply = peer.receive(100 + kind);
          boolean allowed = allows(role, Permission.of(request));
          assertThat(reply instanceof QueueReply.NoRange)
              .as(role + " " + request)
              .isEqualTo(allowed);
          assertThat(engine.requests.poll() != null).isEqualTo(allowed);
          if (!allowed) {
            assertThat(error(reply)).isEqualTo(QueueError.FORBIDDEN);
          }
        }
      }
    }
  }

  @Test
  void jsonFrames_ofEveryType_areTheSame() throws Exception {
    List<String> types =
        Stream.of(Permission.values()).flatMap(row -> row.json().stream()).toList();
    assertThat(types).containsExactlyInAnyOrder(JsonRequests.TYPES.split(", "));
    for (Permission row : Permission.values()) {
      for (String type : row.json()) {
        if (!type.equals("hello")) {
          try (JsonPeer stranger = new JsonPeer(door.port())) {
            assertThat(stranger.ask(frame(type))).contains("UNAUTHORIZED");
          }
          for (AccessRole role : AccessRole.values()) {
            try (JsonPeer peer = new JsonPeer(door.port())) {
              peer.ask("{\"type\":\"hello\",\"token\":\"of-" + role.word() + "\"}");
              assertThat(peer.ask(frame(type)).contains("FORBIDDEN"))
                  .as(role + " " + type)
                  .isEqualTo(!allows(role, row));
            }
          }
        }
      }
    }
  }

  @Test
  void refusal_saysWhichRoleIsMissing_andTheConnectionGoesOn() throws Exception {
    try (JsonPeer peer = new JsonPeer(door.port())) {
      peer.ask("{\"type\":\"hello\",\"token\":\"of-consume\"}");
      assertThat(peer.ask(frame("publish")))
          .contains("this needs a token with the role publish", "\"code\":\"FORBIDDEN\"");
      assertThat(peer.ask(frame("unsubscribe"))).contains("NOT_FOUND");
    }
  }

  private static boolean allows(AccessRole role, Permission needed) {
    return role == AccessRole.ADMIN || needed.roles().contains(role);
  }

  private static String frame(String type) {
    return "{\"type\":\"" + type + "\"" + JSON_FIELDS.getOrDefault(type, "") + "}";
  }

  private static QueueError error(QueueReply reply) {
    assertThat(reply).isInstanceOf(QueueReply.Refused.class);
    return ((QueueReply.Refused) reply).error();
  }
}
