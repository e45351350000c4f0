package ai.kernelpanic09.core.account;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.endpoint.TestLimits;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.Usage;
import ai.kernelpanic09.core.protocol.RateGrant;
import ai.kernelpanic09.core.protocol.TestAnswer;
import ai.kernelpanic09.core.protocol.WindowGrant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Whether a gate that wants nothing tells how long it will want nothing. */
class QuietGateTest {

  private static final EndpointName ENDPOINT = new EndpointName("ns", "endpoint");
  private static final long HOUR_NANOS = TimeUnit.HOURS.toNanos(1);
  private static final int LOOKS = 8;

  private static final class TestCall implements PendingCall {
    private final Demand demand;
    private final List<Admission> admissions;

    TestCall(Demand demand, List<Admission> admissions) {
      this.demand = demand;
      this.admissions = admissions;
    }

    @Override
    public Demand demand(EndpointLimits limits) {
      return demand;
    }

    @Override
    public void admitted(Admission admission) {
      admissions.add(admission);
    }

    @Override
    public void refused(Refusal refusal) {}
  }

  private static final Journal FORGETFUL =
      new Journal() {
        @Override
        public void write(JournalEntry entry) {}

        @Override
        public void remove(EndpointName endpoint, long windowSeq, String incarnation) {}
      };

  @Property(tries = 3_000)
  void itWantsNothingBeforeTheTimeThatItTells(@ForAll long seed) {
    new Run(new Random(seed)).play(40);
  }

  @Test
  void theTimeThatItTellsIsOftenTheOneAtWhichItWantsSomething() {
    var told = 0;
    var wanted = 0;
    for (var seed = 1; seed <= 300; seed++) {
      var run = new Run(new Random(seed));
      run.play(40);
      told += run.told;
      wanted += run.wanted;
    }
    assertThat(wanted).as("of " + told).isGreaterThan(told / 4);
  }

  /** A gate with random calls and answers. */
  private static final class Run {
    private final Random random;
    private final Gate gate = new Gate(ENDPOINT, FORGETFUL, List.of());
    private final List<Admission> admissions = new ArrayList<>();
    private final EndpointLimits limits;
    private long now = Long.MAX_VALUE - HOUR_NANOS;
    private long seq;
    private long standing;
    private long leased;
    private int told;
    private int wanted;

    Run(Random random) {
      this.random = random;
      limits =
          TestLimits.revision("r")
              .requestsPerMinute(random.nextInt(4) > 0 ? 6_000L : null)
              .tokensPerMinute(random.nextBoolean() ? 600_000L : null)
              .build();
    }

    void play(int steps) {
      for (var step = 0; step < steps; step++) {
        switch (random.nextInt(8)) {
          case 0, 1, 2 -> calls();
          case 3 -> settle();
          case 4, 5, 6 -> sync();
          default -> now += random.nextLong(TimeUnit.SECONDS.toNanos(8));
        }
        beQuiet();
      }
    }

    private void calls() {
      for (var i = random.nextInt(20); i >= 0; i--) {
        now += random.nextLong(TimeUnit.MILLISECONDS.toNanos(200));
        var demand = new Demand(Money.ofNanoDollars(1 + random.nextInt(100)), random.nextInt(50));
        gate.submit(new TestCall(demand, admissions), now + HOUR_NANOS, now);
      }
      if (random.nextBoolean()) {
        gate.expire(now + HOUR_NANOS);
      }
    }

    private void settle() {
      // Each may let the next call in the line through.
      var admitted = List.copyOf(admissions);
      admissions.clear();
      for (var each : admitted) {
        if (random.nextInt(5) == 0) {
          gate.release(each, now);
        } else {
          gate.settle(each, each.worst(), false, Usage.ofTokens(1, 1), now);
        }
      }
    }

    private void sync() {
      seq++;
      gate.report(null, seq, now);
      var sent = now;
      now += random.nextLong(TimeUnit.MILLISECONDS.toNanos(100));
      leased += random.nextInt(3) * 1_000L;
      var startsInMillis = random.nextInt(4) == 0 ? random.nextInt(5_000) : -1_000;
      var lease =
          new WindowGrant(
              1, "day", "i", true, startsInMillis, 5_000 + random.nextInt(9_000), money(leased));
      gate.answer(
          TestAnswer.of(ENDPOINT)
              .limits(limits)
              .leases(lease)
              .keep(money(random.nextInt(3) * 100L))
              .rates(
                  limits.requestsPerMinute() == null ? null : grant(true),
                  limits.tokensPerMinute() == null ? null : grant(false))
              .build(),
          seq,
          sent,
          now);
    }

    private static Money money(long nanoDollars) {
      return Money.ofNanoDollars(nanoDollars);
    }

    private RateGrant grant(boolean ofRequests) {
      var share =
          random.nextInt(3) == 0
              ? new RateGrant.Share(1 + random.nextInt(600), 20, 1_000 + random.nextInt(20_000))
              : null;
      var grant = new RateGrant(seq, random.nextInt(60), 3_000, random.nextInt(2) * 1_000L, share);
      standing += random.nextInt(3);
      return ofRequests && random.nextBoolean()
          ? grant.with(
              new RateGrant.Standing(standing, random.nextInt(3), 1_000 + random.nextInt(60_000)))
          : grant;
    }

    /** Looks again and again until the time that the gate tells, where it tells one. */
    private void beQuiet() {
      if (gate.isSyncWanted(now)) {
        return;
      }
      var quiet = gate.quietNanos(now);
      assertThat(quiet).isNotNegative();
      var until = now + Math.min(quiet, 10 * HOUR_NANOS);
      if (quiet == 0 || random.nextInt(quiet < Long.MAX_VALUE ? 2 : 20) > 0) {
        return;
      }
      for (var look = 0; look < LOOKS && until - now > 1; look++) {
        now += random.nextLong(until - now);
        assertThat(gate.isSyncWanted(now)).isFalse();
      }
      now = until - 1;
      assertThat(gate.isSyncWanted(now)).isFalse();
      now = until;
      if (quiet < Long.MAX_VALUE) {
        told++;
        wanted += gate.isSyncWanted(now) ? 1 : 0;
      }
    }
  }
}
