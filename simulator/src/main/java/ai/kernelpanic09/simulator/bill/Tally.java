package ai.kernelpanic09.simulator.bill;

/** A sum over calls. */
public record Tally(
    long calls, long billedNanoDollars, TokenUsage tokens, GuardrailUsage guardrailUnits) {
  public static final Tally ZERO = new Tally(0, 0, TokenUsage.NONE, GuardrailUsage.NONE);

  Tally plus(BookedCall call) {
    return new Tally(
        calls + 1,
        Math.addExact(billedNanoDollars, call.charge().nanoDollars()),
        tokens.plus(call.charge().tokens()),
        guardrailUnits.plus(call.charge().guardrail()));
  }
}
