package ai.kernelpanic09.core.simulation;

import ai.kernelpanic09.core.ledger.BudgetTerms;
import ai.kernelpanic09.core.money.Money;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one seed plays. Each seed draws its own subset of faults, because a failure that takes two
 * rare faults is found sooner without the others.
 */
record Scenario(
    int pods,
    Money worst,
    boolean identicalCalls,
    BudgetTerms terms,
    Instant start,
    long callEveryMillis,
    long demandShiftMillis,
    int chaosOneIn,
    Set<Fault> faults) {

  /** The kinds of failures and changes. */
  enum Fault {
    DROP,
    DUPLICATE,
    DELAY,
    CRASH,
    TORN_WRITE,
    LOST_JOURNAL,
    POD_LOSS,
    LEADER_CHANGE,
    COMMIT_TIMEOUT,
    RAISE_BUDGET,
    LOWER_BUDGET,
    CHANGE_ZONE,
    RECREATE,
    SLEEP,
    UNCLEAR_FAILURE,
    CLEAR_FAILURE,
    CLOCK_SKEW,
    FOLD,
    PARTITION,
    CLOCK_JUMP,
    TAKE_BUDGET_AWAY,
    RESET
  }

  private static final Set<Fault> FAULTS_OF_RATES =
      EnumSet.of(
          Fault.DROP,
          Fault.DUPLICATE,
          Fault.DELAY,
          Fault.CRASH,
          Fault.LOST_JOURNAL,
          Fault.POD_LOSS,
          Fault.LEADER_CHANGE,
          Fault.COMMIT_TIMEOUT,
          Fault.CLOCK_SKEW,
          Fault.FOLD,
          Fault.PARTITION);

  private static final List<ZoneId> ZONES =
      List.of(
          ZoneId.of("UTC"),
          ZoneId.of("America/New_York"),
          ZoneId.of("Europe/Berlin"),
          ZoneId.of("Pacific/Auckland"),
          ZoneId.of("Pacific/Apia"),
          ZoneId.of("America/Los_Angeles"));

  // Shortly before an ordinary midnight, before the end of a month and of a year, and before days
  // of 23 and 25 hours on both sides of the Atlantic.
  private static final List<LocalDateTime> STARTS =
      List.of(
          LocalDateTime.parse("2026-11-22T12:00:00"),
          LocalDateTime.parse("2026-11-22T23:58:20"),
          LocalDateTime.parse("2026-11-30T23:58:20"),
          LocalDateTime.parse("2026-12-31T23:58:40"),
          LocalDateTime.parse("2026-03-07T23:58:20"),
          LocalDateTime.parse("2026-03-28T23:58:20"),
          LocalDateTime.parse("2026-11-01T00:30:00"),
          LocalDateTime.parse("2026-10-25T23:58:30"));

  static Scenario of(Random random) {
    var faults = EnumSet.noneOf(Fault.class);
    if (random.nextInt(10) > 0) {
      for (var fault : Fault.values()) {
        if (random.nextInt(3) == 0) {
          faults.add(fault);
        }
      }
    }
    var worst = Money.ofNanoDollars(1_000_000L * (1 + random.nextInt(50)));
    var daily = random.nextInt(6) == 0 ? null : worst.times(3L + random.nextInt(200));
    var monthly =
        random.nextInt(3) == 0
            ? null
            : daily == null
                ? worst.times(10L + random.nextInt(300))
                : Money.ofNanoDollars(daily.nanoDollars() * (100L + random.nextInt(300)) / 100);
    var zone = zone(random);
    return new Scenario(
        1 + random.nextInt(5),
        worst,
        random.nextBoolean(),
        new BudgetTerms(
            daily,
            monthly,
            zone,
            random.nextInt(10) > 0,
            maybe(random, 3L + random.nextInt(60)),
            maybe(random, 5_000L + random.nextInt(50_000)),
            (int) (worst.nanoDollars() / 1_000_000)),
        STARTS.get(random.nextInt(STARTS.size())).atZone(zone).toInstant(),
        50L + random.nextInt(2_000),
        0,
        30,
        faults);
  }

  /** A small limit of which a part is held ahead, and up to twice as many calls. */
  static Scenario ofStanding(Random random) {
    var faults = EnumSet.noneOf(Fault.class);
    for (var fault : FAULTS_OF_RATES) {
      if (random.nextInt(3) == 0) {
        faults.add(fault);
      }
    }
    var limit = 10L + random.nextInt(110);
    return standing(
        random,
        2 + random.nextInt(5),
        limit,
        10 + random.nextInt(41),
        limit * (50 + random.nextInt(150)) / 100,
        faults);
  }

  static Scenario standing(
      Random random, int pods, long limit, int percent, long callsPerMinute, Set<Fault> faults) {
    return new Scenario(
        pods,
        Money.ofNanoDollars(1_000_000),
        true,
        new BudgetTerms(null, null, zone(random), true, limit, null, percent),
        STARTS.getFirst().atZone(ZoneId.of("UTC")).toInstant(),
        Math.max(1, 87_000 / callsPerMinute),
        random.nextInt(3) == 0 ? 20_000 : 0,
        20 + random.nextInt(200),
        faults);
  }

  /** A large limit, and about as many calls or more, most of them from one pod at a time. */
  static Scenario ofLargeLimit(Random random) {
    var faults = EnumSet.noneOf(Fault.class);
    for (var fault : FAULTS_OF_RATES) {
      if (random.nextInt(3) == 0) {
        faults.add(fault);
      }
    }
    var limit = 601L + random.nextInt(900);
    return largeLimit(
        random,
        limit,
        limit * (80 + random.nextInt(200)) / 100,
        10_000 + random.nextInt(50_000),
        faults);
  }

  static Scenario largeLimit(
      Random random, long limit, long callsPerMinute, long demandShiftMillis, Set<Fault> faults) {
    return new Scenario(
        2 + random.nextInt(4),
        Money.ofNanoDollars(1_000_000),
        true,
        new BudgetTerms(null, null, zone(random), true, limit, null),
        STARTS.getFirst().atZone(ZoneId.of("UTC")).toInstant(),
        // One occasion in twenty brings ten calls.
        Math.max(1, 87_000 / callsPerMinute),
        demandShiftMillis,
        20 + random.nextInt(1_000),
        faults);
  }

  static ZoneId zone(Random random) {
    return ZONES.get(random.nextInt(ZONES.size()));
  }

  private static @Nullable Long maybe(Random random, long value) {
    return random.nextInt(3) == 0 ? value : null;
  }

  boolean has(Fault fault) {
    return faults.contains(fault);
  }
}
