package ai.kernelpanic09.operator.probe;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.Ask;
import ai.kernelpanic09.core.ledger.LedgerAnswer;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.CallShape;
import ai.kernelpanic09.core.price.UnpricedUsageException;
import ai.kernelpanic09.core.price.Usage;
import ai.kernelpanic09.core.protocol.EndpointSync;
import ai.kernelpanic09.core.protocol.RateAsk;
import ai.kernelpanic09.core.protocol.UsageTotals;
import ai.kernelpanic09.core.protocol.WindowGrant;
import ai.kernelpanic09.core.protocol.WindowReport;
import ai.kernelpanic09.operator.aws.AwsFailure;
import ai.kernelpanic09.operator.budget.Settled;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/**
 * Calls a model once, with the smallest possible request. Like every sidecar it leases the worst
 * case before the call, and reports the true cost after it.
 */
public final class LiveProbe {

  private static final String HOLDER = "live-probe";
  private static final String WORKLOAD = "Operator/live-probe";
  private static final int LEDGER_SECONDS = 10;

  /** The smallest call: one short text, answered by one token. */
  private static final CallShape SHAPE =
      new CallShape(1, ProbeCall.TEXT.length(), 1_000, 0, false, false, false, 1);

  private final BiFunction<EndpointName, Ask, CompletableFuture<Settled>> ledgers;
  private final ProbeCall call;

  /**
   * @param ledgers applies an ask to an endpoint's ledger
   */
  public LiveProbe(
      BiFunction<EndpointName, Ask, CompletableFuture<Settled>> ledgers, ProbeCall call) {
    this.ledgers = ledgers;
    this.call = call;
  }

  /** Makes the call if the endpoint's budget and rate have room for it. */
  public ProbeResult probe(
      EndpointName endpoint, EndpointLimits limits, AwsSessionCredentials session) {
    var incarnation = "p" + UUID.randomUUID().toString().substring(0, 8);
    var worst = limits.pricing().worstCase(SHAPE);
    var answer = settle(endpoint, ask(endpoint, incarnation, 1, worst, limits, null));
    var lease = answer.flatMap(each -> lease(each, incarnation));
    if (answer.isEmpty() || lease.isEmpty()) {
      return new ProbeResult.NotMade();
    }
    var granted = lease.get();
    if (granted.granted().compareTo(worst) < 0 || !hasRate(answer.get(), limits)) {
      book(endpoint, incarnation, granted, Money.ZERO, Money.ZERO, UsageTotals.ZERO, limits);
      return new ProbeResult.NotMade();
    }
    return call(endpoint, incarnation, granted, worst, limits, session);
  }

  private ProbeResult call(
      EndpointName endpoint,
      String incarnation,
      WindowGrant lease,
      Money worst,
      EndpointLimits limits,
      AwsSessionCredentials session) {
    @Nullable Usage told;
    try {
      told = call.converse(endpoint, WORKLOAD, lease.id(), incarnation, limits, session);
    } catch (AwsFailure e) {
      // A typed refusal is not billed; a call that failed in any other way may be.
      var lost = e.isPassing() ? worst : Money.ZERO;
      book(endpoint, incarnation, lease, lost, lost, UsageTotals.ZERO, limits);
      return new ProbeResult.Failed(e);
    }
    var usage = told == null ? Usage.NONE : told;
    var cost = worst;
    var estimated = worst;
    try {
      if (told != null) {
        cost = limits.pricing().cost(told);
        estimated = Money.ZERO;
      }
    } catch (UnpricedUsageException e) {
      // The worst case stays booked, as for any call whose cost is unknown.
    }
    book(endpoint, incarnation, lease, cost, estimated, UsageTotals.ZERO.plus(usage), limits);
    return new ProbeResult.Answered(cost);
  }

  /** Reports what was spent and returns the rest of the lease. */
  private void book(
      EndpointName endpoint,
      String incarnation,
      WindowGrant lease,
      Money spent,
      Money estimated,
      UsageTotals usage,
      EndpointLimits limits) {
    var report =
        new WindowReport(
            lease.seq(),
            incarnation,
            spent,
            lease.granted().minus(spent).max(Money.ZERO),
            estimated,
            Money.ZERO,
            usage);
    // If this fails, the lease stays leased, which counts as used, and is written off after its
    // day.
    settle(endpoint, ask(endpoint, incarnation, 2, Money.ZERO, limits, report));
  }

  private static Ask ask(
      EndpointName endpoint,
      String incarnation,
      long seq,
      Money worst,
      EndpointLimits limits,
      @Nullable WindowReport report) {
    var waiting = worst.isPositive() ? 1 : 0;
    var tokens = limits.bounds().maxInputTokens(SHAPE) + 1;
    var sync =
        new EndpointSync(
            endpoint,
            limits.revision(),
            null,
            report == null ? List.of() : List.of(report),
            Money.ZERO,
            worst,
            waiting,
            wish(limits.requestsPerMinute(), waiting),
            wish(limits.tokensPerMinute(), waiting * tokens));
    return new Ask(HOLDER + "-" + incarnation, WORKLOAD, incarnation, seq, sync);
  }

  private static RateAsk wish(@Nullable Long limit, long amount) {
    return limit == null || amount == 0 ? RateAsk.NONE : new RateAsk(amount, amount, List.of());
  }

  private static boolean hasRate(LedgerAnswer answer, EndpointLimits limits) {
    var requests = answer.requests();
    var tokens = answer.tokens();
    var needed = limits.bounds().maxInputTokens(SHAPE) + 1;
    return (limits.requestsPerMinute() == null || (requests != null && requests.amount() >= 1))
        && (limits.tokensPerMinute() == null || (tokens != null && tokens.amount() >= needed));
  }

  private static Optional<WindowGrant> lease(LedgerAnswer answer, String incarnation) {
    return answer.windows().stream()
        .filter(each -> each.incarnation().equals(incarnation))
        .filter(each -> each.startsInMillis() <= 0 && each.endsInMillis() > 0)
        .findFirst();
  }

  /** The durable answer; empty when the ledger is unavailable. */
  private Optional<LedgerAnswer> settle(EndpointName endpoint, Ask ask) {
    try {
      var settled = ledgers.apply(endpoint, ask).orTimeout(LEDGER_SECONDS, TimeUnit.SECONDS);
      return Optional.of(settled.join().answer());
    } catch (CompletionException e) {
      return Optional.empty();
    }
  }
}
