package io.gputelemetry.systemtests.simulation;

import java.util.List;

/** Lets the faults of the weather happen until it is over. */
final class Troubles {
  private static final long HOUR_MICROS = 3_600_000_000L;

  private final World world;
  private final Machine machine;
  private boolean over;

  Troubles(World world, Machine machine) {
    this.world = world;
    this.machine = machine;
  }

  void begin() {
    for (Fault fault : world.weather().faults()) {
      next(fault);
    }
  }

  void end() {
    over = true;
    world.mood().calmDown();
    world.network().heal();
    machine.heal();
  }

  private void next(Fault fault) {
    double share = -Math.log(1 - world.random().nextDouble());
    world
        .agenda()
        .in(
            (long) (share * world.weather().faultGapNanos()),
            () -> {
              if (!over) {
                happen(fault);
                next(fault);
              }
            });
  }

  private void happen(Fault fault) {
    switch (fault) {
      case POWER_CUT -> machine.strike(Machine.Blow.POWER_CUT);
      case KILL -> machine.strike(Machine.Blow.KILL);
      case STOP -> machine.stop();
      case IO_ERROR -> machine.storage().failSoon(world.random());
      case IO_OUTAGE -> {
        machine.storage().breakDown(world.random());
        world.agenda().in(world.upTo(600), machine.storage()::recover);
      }
      case DISK_FULL -> {
        machine.storage().fill(world.random().nextInt(80 << 10));
        world.agenda().in(world.upTo(1_500), machine.storage()::empty);
      }
      case PAUSE ->
          machine.standStill((long) (world.random().nextDouble() * world.weather().pauseNanos()));
      case WALL_JUMP -> world.clock().jump(jump());
      case DISCONNECT -> world.network().breakSome();
      case PARTITION -> cutOff();
      case ROT, SLEEPERS, MOODS, SEEK, PAUSE_GROUP, REPLAY, DELETE, RESET, TAKE_OVER -> {
        // Others let these happen.
      }
    }
  }

  private long jump() {
    double strength = Math.pow(world.random().nextDouble(), 3) * 2 - 1;
    return (long) ((world.random().nextBoolean() ? strength : -strength) * HOUR_MICROS);
  }

  private void cutOff() {
    List<String> clients = world.network().clients();
    if (!clients.isEmpty()) {
      String client = clients.get(world.random().nextInt(clients.size()));
      world.network().cutOff(client, world.upTo(1_500));
    }
  }
}
