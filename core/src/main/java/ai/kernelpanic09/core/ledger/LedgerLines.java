package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.UsageTotals;
import java.util.List;

/**
 * Writes and reads the lines of a ledger: words separated by single blanks. Reading accepts only
 * values that a ledger could have written.
 *
 * <p>All readers throw {@link IllegalArgumentException} with the problem as a sentence.
 */
final class LedgerLines {

  static final String POOL = "#pool";
  static final String SHARE = "#share";
  static final String STANDING = "#standing";

  /** A billion dollars, as in the protocol: far above any lease, and far below overflow. */
  static final Money MAX_AMOUNT = Money.ofNanoDollars(1_000_000_000_000_000_000L);

  private static final String DEAD = " dead";

  /** Far above the calls of any endpoint, and far below overflow. */
  static final long MAX_COUNT = 1_000_000_000_000_000L;

  static String line(Lease lease) {
    var usage = lease.usage();
    var line =
        String.join(
            " ",
            lease.holder(),
            lease.incarnation(),
            Long.toString(lease.seq()),
            lease.granted().toString(),
            lease.reported().toString(),
            lease.returned().toString(),
            lease.estimated().toString(),
            Long.toString(usage.invocations()),
            Long.toString(usage.inputTokens()),
            Long.toString(usage.outputTokens()),
            Long.toString(usage.cacheReadTokens()),
            Long.toString(usage.cacheWriteTokens()));
    return lease.dead() ? line + DEAD : line;
  }

  static Lease lease(String line) {
    var dead = line.endsWith(DEAD);
    var part = parts(dead ? line.substring(0, line.length() - DEAD.length()) : line, 12);
    return new Lease(
        word("pod", part[0]),
        word("incarnation", part[1]),
        Long.parseLong(part[2]),
        amount(part[3]),
        amount(part[4]),
        amount(part[5]),
        amount(part[6]),
        new UsageTotals(
            count(part[7]), count(part[8]), count(part[9]), count(part[10]), count(part[11])),
        dead);
  }

  static String line(PodSpend pod) {
    return String.join(
        " ",
        pod.day(),
        pod.spent().toString(),
        Long.toString(pod.invocations()),
        pod.pod(),
        pod.workload());
  }

  /** The workload is the rest of the line: earlier versions wrote names with blanks in them. */
  static PodSpend pod(String line) {
    var part = line.split(" ", 5);
    require(part.length == 5, line, part.length, 5);
    return new PodSpend(
        word("day", part[0]),
        word("pod", part[3]),
        LineNames.sanitize(part[4]),
        signed(part[1]),
        Math.clamp(Long.parseLong(part[2]), 0, MAX_COUNT));
  }

  static String line(RateSlot slot) {
    return slot.holder() + " " + slot.slot() + " " + slot.issued() + " " + slot.returned();
  }

  static RateSlot slot(String line) {
    var part = parts(line, 4);
    var slot =
        new RateSlot(word("pod", part[0]), Long.parseLong(part[1]), count(part[2]), count(part[3]));
    if (slot.counted() < 0) {
      throw new IllegalArgumentException("'" + line + "' returns more than was issued");
    }
    return slot;
  }

  static String pool(RateShares shares) {
    return String.join(
        " ",
        POOL,
        Long.toString(shares.epoch()),
        Long.toString(shares.poolParts()),
        Long.toString(shares.poolPerMinute()),
        Long.toString(shares.filledMillis()));
  }

  /** The pool, without the shares of holders. */
  static RateShares pool(String line) {
    var part = parts(line, 5);
    return new RateShares(
        count(part[1]), List.of(), parts60000(part[2]), count(part[3]), count(part[4]));
  }

  static String line(RateShare share) {
    return String.join(
        " ",
        SHARE,
        share.holder(),
        share.incarnation(),
        Long.toString(share.seq()),
        Long.toString(share.granted()),
        Long.toString(share.counted()),
        Long.toString(share.demand()),
        Long.toString(share.expiresMillis()));
  }

  static RateShare share(String line) {
    var part = parts(line, 8);
    return new RateShare(
        word("pod", part[1]),
        word("incarnation", part[2]),
        Long.parseLong(part[3]),
        count(part[4]),
        count(part[5]),
        count(part[6]),
        count(part[7]));
  }

  static String line(StandingTokens each) {
    return String.join(
        " ",
        STANDING,
        each.holder(),
        each.incarnation(),
        Long.toString(each.born()),
        Long.toString(each.seq()),
        Long.toString(each.granted()),
        Long.toString(each.used()),
        Long.toString(each.returned()),
        Long.toString(each.wished()),
        Long.toString(each.expiresMillis()));
  }

  static StandingTokens standing(String line) {
    var part = parts(line, 10);
    var each =
        new StandingTokens(
            word("pod", part[1]),
            word("incarnation", part[2]),
            Long.parseLong(part[3]),
            Long.parseLong(part[4]),
            count(part[5]),
            count(part[6]),
            count(part[7]),
            count(part[8]),
            count(part[9]));
    if (each.out() < 0) {
      throw new IllegalArgumentException("'" + line + "' uses more than was granted");
    }
    return each;
  }

  /** An amount between zero and {@link #MAX_AMOUNT}. */
  static Money amount(String text) {
    var amount = signed(text);
    if (amount.isNegative()) {
      throw new IllegalArgumentException("'" + text + "' is negative");
    }
    return amount;
  }

  private static Money signed(String text) {
    var amount = Money.parse(text);
    if (amount.max(Money.ZERO.minus(amount)).compareTo(MAX_AMOUNT) > 0) {
      throw new IllegalArgumentException("'" + text + "' is more than " + MAX_AMOUNT + " dollars");
    }
    return amount;
  }

  private static long count(String text) {
    var count = Long.parseLong(text);
    if (count < 0 || count > MAX_COUNT) {
      throw new IllegalArgumentException("'" + text + "' is not between 0 and " + MAX_COUNT);
    }
    return count;
  }

  private static long parts60000(String text) {
    var parts = Long.parseLong(text);
    if (Math.abs(parts) > MAX_COUNT) {
      throw new IllegalArgumentException("'" + text + "' is beyond " + MAX_COUNT);
    }
    return parts;
  }

  private static String word(String field, String text) {
    LineNames.require(field, text);
    return text;
  }

  private static String[] parts(String line, int count) {
    var parts = line.split(" ", -1);
    require(parts.length == count, line, parts.length, count);
    return parts;
  }

  private static void require(boolean holds, String line, int found, int count) {
    if (!holds) {
      throw new IllegalArgumentException("'" + line + "' has " + found + " parts, not " + count);
    }
  }

  private LedgerLines() {}
}
