package ai.kernelpanic09.sidecar.control;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.sidecar.endpoint.Supplied;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Which endpoints the operator is asked about, beside a walk over all of them. */
class SyncAgendaTest {

  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final int MANY = 2_000;

  private final List<TestEndpoint> endpoints = new ArrayList<>();
  private Pace pace = new Pace(new Random(1));
  private SyncAgenda<TestEndpoint> agenda = new SyncAgenda<>(pace);
  private long now = Long.MAX_VALUE - SECOND;
  private boolean draining;

  /** An endpoint whose needs a test sets, and that counts how often it is looked at. */
  private static final class TestEndpoint implements Supplied {
    private boolean awaited;
    private boolean drained = true;

    /** It is wanted between these times. */
    private long wantedFrom;

    private long wantedUntil;
    private long renewal;
    private long pause;
    private int looks;

    TestEndpoint(long now) {
      wantedFrom = now;
      wantedUntil = now;
      renewal = now;
      pause = now;
    }

    @Override
    public boolean isAwaited() {
      looks++;
      return awaited;
    }

    @Override
    public boolean isSyncWanted(long now) {
      return awaited || (wantedFrom - now <= 0 && wantedUntil - now > 0);
    }

    @Override
    public long quietNanos(long now) {
      return wantedFrom - now > 0 ? wantedFrom - now : Long.MAX_VALUE;
    }

    @Override
    public boolean isDrained() {
      return drained;
    }
  }

  private TestEndpoint add() {
    var endpoint = new TestEndpoint(now);
    endpoints.add(endpoint);
    agenda.add(endpoint, now);
    return endpoint;
  }

  private void add(int count) {
    for (var i = 0; i < count; i++) {
      add();
    }
  }

  private void renewAt(TestEndpoint endpoint, long nanos) {
    endpoint.renewal = nanos;
    endpoint.pause = now;
    agenda.renewAt(endpoint, nanos, now);
  }

  /** The operator has just answered for all of them. */
  private void answerAll() {
    pace.answered(now, Pace.Waiting.NOTHING);
    endpoints.forEach(each -> renewAt(each, now + 5 * SECOND));
    assertThat(agenda.due(now)).isEmpty();
    endpoints.forEach(each -> each.looks = 0);
  }

  private int looks() {
    return endpoints.stream().mapToInt(each -> each.looks).sum();
  }

  @Test
  void aCallCostsAsManyLooksAmongTwoThousandEndpointsAsOnOne() {
    add();
    answerAll();
    call(endpoints.getFirst());
    var ofOne = looks();

    add(MANY - 1);
    answerAll();
    call(endpoints.get(MANY / 2));

    assertThat(looks()).isEqualTo(ofOne);
    assertThat(ofOne).isLessThan(20);
  }

  /** What becomes of a call that waits for an answer, is admitted by it, and ends. */
  private void call(TestEndpoint endpoint) {
    endpoint.awaited = true;
    change(endpoint);
    assertThat(agenda.due(now)).containsExactly(endpoint);
    agenda.asked(endpoint, now);
    endpoint.awaited = false;
    agenda.renewAt(endpoint, now + 6 * SECOND, now);
    change(endpoint);
    change(endpoint);
  }

  private void change(TestEndpoint endpoint) {
    agenda.changed(endpoint);
    agenda.isAnyAwaited();
    if (agenda.due(now).isEmpty()) {
      agenda.nextNanos(now);
    }
  }

  @Test
  void whereCallsWaitTheOperatorIsAskedFirstHoweverManyRenewalsAreDue() {
    add(MANY);
    var waiting = endpoints.getLast();
    waiting.awaited = true;
    agenda.changed(waiting);

    assertThat(agenda.due(now)).hasSize(SyncAgenda.MAX_ENDPOINTS).startsWith(waiting);
  }

  @Test
  void dollarsThatWillBeShortComeBeforeRenewals() {
    add(MANY);
    var short1 = endpoints.getLast();
    short1.wantedUntil = now + SECOND;
    agenda.changed(short1);

    assertThat(agenda.due(now)).hasSize(SyncAgenda.MAX_ENDPOINTS).startsWith(short1);
  }

  @Test
  void everyRenewalHasItsTurnBeforeAnotherHasASecondOne() {
    add(MANY);
    var seen = new HashSet<TestEndpoint>();
    for (var request = 0; request < MANY / SyncAgenda.MAX_ENDPOINTS; request++) {
      for (var each : agenda.due(now)) {
        agenda.asked(each, now);
        // Due again before the others have been asked about.
        renewAt(each, now + MILLI);
        seen.add(each);
      }
      now += SECOND;
    }
    assertThat(seen).hasSize(MANY);
  }

  @Test
  void whereCallsWaitOnManyEndpointsTheyTakeTurnsAndLeaveRoomForRenewals() {
    add(MANY);
    var waiting = endpoints.subList(0, 300);
    for (var each : waiting) {
      each.awaited = true;
      agenda.changed(each);
    }
    var asked = new HashSet<TestEndpoint>();
    for (var request = 0; request < 4; request++) {
      now += 100 * MILLI;
      var due = agenda.due(now);
      assertThat(due).hasSize(SyncAgenda.MAX_ENDPOINTS);
      assertThat(due).filteredOn(each -> !each.awaited).hasSize(SyncAgenda.KEPT);
      for (var each : due) {
        agenda.asked(each, now);
        renewAt(each, now + 5 * SECOND);
        asked.add(each);
      }
    }
    assertThat(asked).containsAll(waiting);
  }

  @Test
  void whatComesToBeWantedByTimeAloneIsAskedForWithTheNextRequest() {
    var turning = add();
    var other = add();
    pace.answered(now, Pace.Waiting.NOTHING);
    turning.wantedFrom = now + 2 * SECOND;
    turning.wantedUntil = now + 60 * SECOND;
    renewAt(turning, now + 60 * SECOND);
    renewAt(other, now + 3 * SECOND);
    assertThat(agenda.due(now)).isEmpty();

    now += 3 * SECOND;

    assertThat(agenda.due(now)).containsExactly(turning, other);
  }

  @Test
  void whatItTellsIsWhatAWalkOverAllEndpointsFinds() {
    for (var seed = 1; seed <= 2_000; seed++) {
      var random = new Random(seed);
      endpoints.clear();
      draining = false;
      pace = new Pace(new Random(seed));
      agenda = new SyncAgenda<>(pace);
      add(1 + random.nextInt(12));
      for (var step = 0; step < 60; step++) {
        step(random);
        if (random.nextInt(4) > 0) {
          compare("seed " + seed + ", step " + step);
        }
      }
    }
  }

  private void step(Random random) {
    var endpoint = endpoints.get(random.nextInt(endpoints.size()));
    var soon = now + random.nextLong(2 * SECOND);
    switch (random.nextInt(14)) {
      case 0, 1, 2 -> {
        endpoint.awaited = random.nextInt(3) == 0;
        endpoint.drained = random.nextBoolean();
        endpoint.wantedFrom = soon - random.nextLong(3 * SECOND);
        endpoint.wantedUntil = endpoint.wantedFrom + random.nextLong(2 * SECOND);
        agenda.changed(endpoint);
      }
      case 3, 4 -> now += random.nextLong(SECOND);
      case 5 -> now += random.nextLong(8 * SECOND);
      case 6 -> renewAt(endpoint, soon);
      case 7 -> {
        endpoint.pause = soon;
        agenda.pause(endpoint, soon);
      }
      case 8 -> {
        endpoint.pause = soon;
        endpoint.renewal = soon;
        agenda.putOff(endpoint, soon);
      }
      case 9 -> agenda.asked(endpoint, now);
      case 10 -> pace.answered(now, waiting(random));
      case 11 -> pace.failed(now);
      case 12 -> renewAllOrDrain(random);
      default -> add();
    }
  }

  private static Pace.Waiting waiting(Random random) {
    return random.nextBoolean()
        ? Pace.Waiting.NOTHING
        : random.nextBoolean() ? Pace.Waiting.ASKED : Pace.Waiting.OTHERS;
  }

  private void renewAllOrDrain(Random random) {
    switch (random.nextInt(8)) {
      case 0 -> {
        endpoints.forEach(each -> each.renewal = now);
        agenda.renewAll(now);
      }
      case 1 -> {
        draining = true;
        pace.hurry(now);
        agenda.drain();
      }
      default -> {}
    }
  }

  private void compare(String when) {
    var due = new ArrayList<TestEndpoint>();
    var next = Long.MAX_VALUE;
    for (var each : endpoints) {
      var at = nanos(each);
      if (at - now <= 0) {
        due.add(each);
      } else {
        next = Math.min(next, at - now);
      }
    }
    assertThat(agenda.isAnyAwaited())
        .as(when)
        .isEqualTo(endpoints.stream().anyMatch(TestEndpoint::isAwaited));
    assertThat(agenda.awaited())
        .as(when)
        .containsExactlyInAnyOrderElementsOf(
            endpoints.stream().filter(TestEndpoint::isAwaited).toList());
    if (draining) {
      assertThat(agenda.isDrained(now))
          .as(when)
          .isEqualTo(endpoints.stream().allMatch(TestEndpoint::isDrained));
    }
    assertThat(agenda.due(now)).as(when).containsExactlyInAnyOrderElementsOf(due);
    if (due.isEmpty()) {
      assertThat(agenda.nextNanos(now).orElseThrow()).as(when).isEqualTo(now + next);
    }
  }

  private long nanos(TestEndpoint endpoint) {
    if (endpoint.awaited || (draining && !endpoint.drained)) {
      return later(pace.urgentNanos(now), endpoint.pause);
    }
    var renewal = later(endpoint.renewal, now);
    return endpoint.isSyncWanted(now)
        ? later(earlier(renewal, pace.wantedNanos(now)), endpoint.pause)
        : later(pace.any(renewal, now), endpoint.pause);
  }

  private static long later(long one, long other) {
    return one - other > 0 ? one : other;
  }

  private static long earlier(long one, long other) {
    return one - other < 0 ? one : other;
  }
}
