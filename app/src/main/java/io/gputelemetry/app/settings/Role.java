package io.gputelemetry.app.settings;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What a process is for: the subcommands, and all those for people together. */
public enum Role {
  ALL("everything in one process: streamer, queue, collector, store, API"),
  BROKER("the message queue, for streamers and collectors in other processes"),
  STORE("keeps telemetry, for collectors and APIs in other processes"),
  STREAMER(
      "reads telemetry from CSV files, from exporters that it scrapes or from a simulated fleet,"
          + " takes what is sent to it, and publishes it"),
  COLLECTOR("moves telemetry from the queue into the store"),
  API("answers queries over HTTP"),
  SIMULATE("writes a CSV file of a simulated fleet"),
  OPENAPI("prints the OpenAPI document of the API"),
  DEMO("one finite pass through the whole pipeline that checks itself"),
  CLIENT("what people ask of a queue at a terminal"),
  OPERATOR("what people ask of a store at a terminal");

  private final String summary;

  Role(String summary) {
    this.summary = summary;
  }

  /** Whether it is a subcommand; a client and an operator are many. */
  public boolean isCommand() {
    return this != CLIENT && this != OPERATOR;
  }

  /** The name on the command line and in logs. */
  public String command() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What it does, in one line. */
  public String summary() {
    return summary;
  }

  /** These and the roles that contain every other: all-in-one and demo. */
  static Set<Role> withAllInOne(Role... roles) {
    Set<Role> set = EnumSet.of(ALL, DEMO);
    set.addAll(Set.of(roles));
    return set;
  }
}
