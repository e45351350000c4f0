package ai.kernelpanic09.core.simulation;

import ai.kernelpanic09.core.account.Demand;
import ai.kernelpanic09.core.ledger.BudgetTerms;
import ai.kernelpanic09.core.money.Money;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/**
 * Measures in simulated time how much of a budget is spent when the budget is exhausted. It is no
 * test, because it asserts only the simulation's usual invariants; {@code make bench-ledger} runs
 * it.
 */
class ExhaustionBench {

  private static final Money WORST = Money.parse("0.05");
  private static final int MEAN_PART = 5;
  private static final long LOAD_MILLIS = 60_000L * Integer.getInteger("bench.minutes", 60);
  private static final long QUIET_MILLIS = 60_000;
  private static final double OFFERED = 1.3;
  private static final int ROUNDS = Integer.getInteger("bench.rounds", 3);

  private record Used(double afterTheHour, double atExhaustion) {}

  @Test
  void usedShareAtExhaustion() throws IOException {
    var table =
        new StringBuilder(
            "\n| holders | worst call | rounds | used after the hour | used when no call passes any more |\n");
    table.append("|---|---|---|---|---|\n");
    for (var holders : new int[] {1, 10, 100}) {
      row(table, holders, 5_000);
      row(table, holders, 20_000);
    }
    row(table, 1_000, 5_000);
    var file = Path.of("target", "bench-exhaustion.md");
    Files.writeString(file, table);
    System.out.println(table);
  }

  private static void row(StringBuilder table, int holders, int parts) {
    // An hour of a thousand pods takes a minute.
    var rounds = holders < 1_000 ? ROUNDS : 1;
    var runs = new Used[rounds];
    for (var i = 0; i < rounds; i++) {
      runs[i] = play(i, holders, parts);
    }
    table.append(
        String.format(
            Locale.ROOT,
            "| %d | B/%d | %d | %s | %s |%n",
            holders,
            parts,
            rounds,
            spread(Arrays.stream(runs).mapToDouble(Used::afterTheHour)),
            spread(Arrays.stream(runs).mapToDouble(Used::atExhaustion))));
  }

  private static Used play(long seed, int holders, int parts) {
    var budget = WORST.times(parts);
    var world =
        new SimulatedSystem(
            new Random(seed), random -> scenario(holders, budget), Bug.NONE, Seeds.TRACED);
    world.heal();
    var callsPerMilli = OFFERED * parts * MEAN_PART / LOAD_MILLIS;
    new Load(world, callsPerMilli).next();
    world.pass(LOAD_MILLIS);
    var loaded = share(world, budget);
    // Dollars that the last reports return are granted and spent again.
    var last = -1.0;
    for (var share = loaded; share != last; share = share(world, budget)) {
      last = share;
      world.pass(QUIET_MILLIS);
    }
    return new Used(loaded, last);
  }

  private record Load(SimulatedSystem world, double callsPerMilli) {
    void next() {
      var wait = (long) (-Math.log(1 - world.random.nextDouble()) / callsPerMilli);
      world.in(
          wait,
          () -> {
            var holder = world.holders.get(world.random.nextInt(world.holders.size()));
            // The fourth power of a uniform number between 0 and 1 has the mean 1/5.
            var part = Math.pow(world.random.nextDouble(), MEAN_PART - 1);
            var cost = Money.ofNanoDollars((long) (part * WORST.nanoDollars()));
            holder.submit(
                new AppCall(world, holder, new Demand(WORST, 0), cost, 0, AppCall.End.ANSWERED),
                3_000);
            next();
          });
    }
  }

  private static double share(SimulatedSystem world, Money budget) {
    var window = world.openWindow();
    return window == null
        ? 0
        : world.provider.of(window.seq()).toDoubleDollars() / budget.toDoubleDollars();
  }

  private static Scenario scenario(int holders, Money budget) {
    return new Scenario(
        holders,
        WORST,
        true,
        new BudgetTerms(budget, null, ZoneOffset.UTC, true, null, null),
        Instant.parse("2026-11-22T12:00:00Z"),
        1_000,
        0,
        Integer.MAX_VALUE,
        EnumSet.noneOf(Scenario.Fault.class));
  }

  private static String spread(DoubleStream shares) {
    var sorted = shares.sorted().toArray();
    return String.format(
        Locale.ROOT,
        "%.4f %% (%.4f to %.4f)",
        100 * sorted[sorted.length / 2],
        100 * sorted[0],
        100 * sorted[sorted.length - 1]);
  }
}
