package ai.kernelpanic09.cli.bill;

import ai.kernelpanic09.core.ledger.Resolved;

/**
 * The estimates of a day whose cost AWS's logs tell, and whether that cost counts now.
 *
 * @param calls their number
 * @param resolved what was booked for them, and what they cost
 * @param problem what stands in the way; empty for nothing
 */
record DaySettlement(DayKey key, long calls, Resolved resolved, Result result, String problem) {

  /** How far it has come. */
  enum Result {
    /** Nothing stands in the way of ordering it. */
    TO_DO("to do"),
    /** It has been settled now. */
    SETTLED("settled"),
    /** It was settled before. */
    EQUAL("settled before"),
    /** The ledger has the day no longer. */
    CLOSED("closed"),
    /** It can't be true of the day. */
    REFUSED("refused"),
    /** The order was not given, or not carried out. */
    NOT_DONE("not done");

    private final String words;

    Result(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  boolean isDone() {
    return result == Result.SETTLED || result == Result.EQUAL;
  }

  DaySettlement with(Result now, String why) {
    return new DaySettlement(key, calls, resolved, now, why);
  }

  /** What is to be done about a day, as far as its ledger tells. */
  static DaySettlement of(DayKey key, KnownCosts.Sum known, Ledger ledger) {
    var booked = ledger.days().get(key);
    var plan = new DaySettlement(key, known.calls(), known.resolved(), Result.TO_DO, "");
    if (booked == null) {
      return plan.with(Result.CLOSED, "the ledger has this day no longer: nothing to settle");
    }
    if (booked.resolved().equals(known.resolved())) {
      return plan.with(Result.EQUAL, "");
    }
    return booked.resolved().estimates().compareTo(known.resolved().estimates()) > 0
        ? plan.with(
            Result.REFUSED,
            "calls that were booked at "
                + booked.resolved().estimates()
                + " are settled already: give all logs of that day")
        : plan;
  }
}
