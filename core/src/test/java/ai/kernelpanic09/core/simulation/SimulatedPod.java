package ai.kernelpanic09.core.simulation;

import ai.kernelpanic09.core.account.Admission;
import ai.kernelpanic09.core.account.Gate;
import ai.kernelpanic09.core.ledger.Ask;
import ai.kernelpanic09.core.ledger.Lease;
import ai.kernelpanic09.core.protocol.EndpointAnswer;
import java.util.List;
import java.util.function.Consumer;

/** A pod: one process at a time, its journal, and its loop of requests to the operator. */
final class SimulatedPod {

  private static final long RENEW_MILLIS = 5_000;
  private static final long SOON_MILLIS = 20;

  final SimulatedSystem world;
  final String uid;
  private final long clockOffsetNanos;
  private MemoryJournal journal;
  private Gate gate;
  private String incarnation;
  private int process;
  private long seq;
  private boolean up = true;
  boolean lost;
  long cutUntilMillis;
  private String pending = "";
  private long nextSyncMillis = Long.MAX_VALUE;
  int admitted;
  int exhausted;

  SimulatedPod(SimulatedSystem world, String uid) {
    this.world = world;
    this.uid = uid;
    clockOffsetNanos = world.random.nextLong();
    journal = new MemoryJournal(world);
    incarnation = world.fresh("i");
    gate = new Gate(SimulatedSystem.ENDPOINT, journal, List.of());
    syncIn(world.random.nextInt(1_000));
  }

  long nanos() {
    return world.nowMillis * 1_000_000 + clockOffsetNanos;
  }

  /** Whether the network lets nothing through between this pod and any leader. */
  boolean isCut() {
    return world.nowMillis < cutUntilMillis;
  }

  boolean isUp() {
    return up && !lost;
  }

  /** Runs a step of the process, which may die in it. */
  private void step(Consumer<Gate> step) {
    if (!isUp()) {
      return;
    }
    try {
      step.accept(gate);
      if (gate.isSyncWanted(nanos())) {
        syncIn(SOON_MILLIS);
      }
    } catch (MemoryJournal.Died e) {
      crash();
    }
  }

  void submit(AppCall call, long patienceMillis) {
    var mine = process;
    step(gate -> gate.submit(call, nanos() + patienceMillis * 1_000_000, nanos()));
    world.in(patienceMillis + 1, () -> ifStill(mine, gate -> gate.expire(nanos())));
    world.in(3_001, () -> ifStill(mine, gate -> gate.expire(nanos())));
    world.in(10_001, () -> ifStill(mine, gate -> gate.expire(nanos())));
  }

  private void ifStill(int wanted, Consumer<Gate> step) {
    if (process == wanted) {
      step(step);
    }
  }

  /** Settles or releases an admitted call, unless the process that made it has died. */
  void finish(AppCall call, Admission admission, int madeBy) {
    ifStill(madeBy, gate -> call.book(gate, admission, nanos()));
  }

  int process() {
    return process;
  }

  private void syncIn(long millis) {
    var at = world.nowMillis + millis;
    if (at < nextSyncMillis) {
      nextSyncMillis = at;
      world.in(millis, this::syncIfDue);
    }
  }

  private void syncIfDue() {
    if (world.nowMillis >= nextSyncMillis) {
      nextSyncMillis = Long.MAX_VALUE;
      sync();
    }
  }

  private void sync() {
    if (!pending.isEmpty()) {
      return;
    }
    step(
        gate -> {
          seq++;
          var report = gate.report(null, seq, nanos());
          var message =
              new Message(
                  world.fresh("m"),
                  this,
                  process,
                  nanos(),
                  new Ask(uid, "Deployment/app", incarnation, seq, report));
          pending = message.id();
          world.send(message);
          world.in(1_000 + world.random.nextInt(4_000), () -> timeOut(message));
        });
  }

  private void timeOut(Message message) {
    if (pending.equals(message.id())) {
      pending = "";
      step(gate -> gate.unreachable("the operator did not answer"));
      syncIn(100);
    }
  }

  /**
   * Hands every answer to the gate, also late and repeated ones: the gate has to find out which one
   * counts.
   */
  void receive(Message to, EndpointAnswer answer, boolean scarce) {
    if (to.process() != process) {
      return;
    }
    var answered = world.bug == Bug.OLD_ANSWERS_ARE_TAKEN ? seq : to.ask().seq();
    step(
        gate -> {
          if (gate.answer(answer, answered, to.sentNanos(), nanos())) {
            incarnation = world.fresh("i");
          }
        });
    if (pending.equals(to.id())) {
      pending = "";
      syncIn(scarce ? 1_000 : RENEW_MILLIS);
    }
  }

  void crash() {
    up = false;
    process++;
    pending = "";
    nextSyncMillis = Long.MAX_VALUE;
    world.trace(uid, "crashes");
    world.anythingLost = true;
    world.in(world.random.nextInt(3_000), this::restart);
  }

  private void restart() {
    if (lost) {
      return;
    }
    if (world.happens(Scenario.Fault.LOST_JOURNAL, 3)) {
      journal = new MemoryJournal(world);
      incarnation = world.fresh("i");
      seq = 0;
      world.trace(uid, "starts without its journal");
    }
    gate = new Gate(SimulatedSystem.ENDPOINT, journal, journal.recover());
    up = true;
    syncIn(10);
  }

  void lose() {
    lost = true;
    process++;
    pending = "";
    world.anythingLost = true;
    world.trace(uid, "is lost");
  }

  /**
   * Whether this pod still knows {@code lease}; otherwise the lease was lost with a process or an
   * answer.
   */
  boolean owns(Lease lease) {
    return lease.holder().equals(uid)
        && (lease.incarnation().equals(incarnation) || journal.knows(lease.incarnation()));
  }

  void drain() {
    step(Gate::drain);
    syncIn(SOON_MILLIS);
  }

  boolean isDrained() {
    return gate.isDrained();
  }

  boolean hasOverrun() {
    return !gate.overrun().isZero();
  }
}
