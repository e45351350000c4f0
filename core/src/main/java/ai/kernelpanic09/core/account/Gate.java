package ai.kernelpanic09.core.account;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.Usage;
import ai.kernelpanic09.core.protocol.EndpointAnswer;
import ai.kernelpanic09.core.protocol.EndpointSync;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets the calls of one endpoint through in their order, each only when its worst case is set aside
 * and its rate tokens are taken; calls for which something is missing wait for the next answer of
 * the operator.
 *
 * <p>Pure of clocks and network: times of a monotonic clock come in as parameters. Not thread-safe:
 * one event loop owns it.
 */
public final class Gate {

  /** Longest that a call waits for dollars or tokens. */
  public static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(3);

  private static final int MOST_WAITING = 1_000;
  private static final long REFILL_SECONDS = 4;

  private final EndpointName endpoint;
  private final Account account;
  private final RateTokens requests = new RateTokens();
  private final RateTokens tokens = new RateTokens();
  private final BurnRate burn = new BurnRate();
  private final ArrayDeque<Waiting> queue = new ArrayDeque<>();

  private @Nullable EndpointLimits limits;
  private @Nullable Refusal notReady;
  private String unreachable = "the operator has not answered yet";
  private Money keep = Money.ofNanoDollars(Long.MAX_VALUE);
  private Money typicalWorst = Money.ZERO;
  private Money askedWorst = Money.ZERO;
  private boolean starved;
  private boolean draining;

  private static final class Waiting {
    final PendingCall call;
    final long deadlineNanos;
    boolean asked;
    @Nullable EndpointLimits limits;
    @Nullable Demand demand;

    Waiting(PendingCall call, long deadlineNanos) {
      this.call = call;
      this.deadlineNanos = deadlineNanos;
    }

    Demand demand(EndpointLimits current) {
      if (demand == null || limits == null || !limits.revision().equals(current.revision())) {
        limits = current;
        demand = call.demand(current);
      }
      return demand;
    }
  }

  public Gate(EndpointName endpoint, Journal journal, List<JournalEntry> recovered) {
    this.endpoint = endpoint;
    account = new Account(endpoint, journal, recovered);
  }

  public EndpointName endpoint() {
    return endpoint;
  }

  /** What the operator said last; null before its first answer. */
  public @Nullable EndpointLimits limits() {
    return limits;
  }

  /** Lets the call through now, or later, or refuses it, by its deadline at the latest. */
  public void submit(PendingCall call, long deadlineNanos, long nowNanos) {
    if (notReady != null) {
      call.refused(notReady);
      return;
    }
    if (queue.size() >= MOST_WAITING) {
      call.refused(
          new Refusal(Refusal.Code.OVERLOADED, MOST_WAITING + " calls wait already", 1_000L));
      return;
    }
    var patience = nowNanos + PATIENCE_NANOS;
    queue.add(new Waiting(call, deadlineNanos - patience < 0 ? deadlineNanos : patience));
    admit(nowNanos);
  }

  /**
   * Books what an admitted call cost; {@code estimated} when the cost is its worst case and no
   * bill.
   */
  public void settle(
      Admission admission, Money cost, boolean estimated, Usage usage, long nowNanos) {
    account.settle(admission.reservation, cost, estimated, usage);
    burn.spent(cost, nowNanos);
    if (admission.tokens != null) {
      var used =
          estimated
              ? admission.demand.tokens()
              : usage.inputTokens() + usage.outputTokens() + usage.cacheWriteTokens();
      tokens.release(admission.tokens, Math.max(0, admission.demand.tokens() - used));
    }
    admit(nowNanos);
  }

  /** Puts back what an admitted call had set aside, because it was proven not to be billed. */
  public void release(Admission admission, long nowNanos) {
    account.release(admission.reservation);
    if (admission.tokens != null) {
      tokens.release(admission.tokens, admission.demand.tokens());
    }
    admit(nowNanos);
  }

  /** Whether the operator should be asked without waiting for the next renewal. */
  public boolean isSyncWanted(long nowNanos) {
    if (!queue.isEmpty()) {
      return true;
    }
    var low = burn.perSecond(nowNanos).times(REFILL_SECONDS).plus(typicalWorst);
    return limits != null
        && burn.perSecond(nowNanos).isPositive()
        && !starved
        && account.free(nowNanos).compareTo(low) < 0;
  }

  /** The report and wishes for the next request; gives back what is not needed. */
  public EndpointSync report(@Nullable String knownCredentials, long nowNanos) {
    var waiting = 0;
    var worst = Money.ZERO;
    var neededTokens = 0L;
    var firstTokens = 0L;
    var current = limits;
    for (var each : queue) {
      each.asked = true;
      if (current != null) {
        var demand = each.demand(current);
        firstTokens = waiting == 0 ? demand.tokens() : firstTokens;
        waiting++;
        worst = worst.max(demand.worst());
        neededTokens += demand.tokens();
      }
    }
    if (draining || starved) {
      account.giveBack(Money.ZERO, nowNanos);
    } else {
      account.giveBack(waiting == 0 ? keep : Money.ofNanoDollars(Long.MAX_VALUE), nowNanos);
    }
    askedWorst = waiting == 0 ? typicalWorst : worst;
    return new EndpointSync(
        endpoint,
        current == null ? null : current.revision(),
        knownCredentials,
        account.report(),
        draining ? Money.ZERO : burn.perSecond(nowNanos),
        draining ? Money.ZERO : askedWorst,
        waiting,
        requests.ask(limitsRequests() ? waiting : 0, waiting == 0 ? 0 : 1, nowNanos),
        tokens.ask(limitsTokens() ? neededTokens : 0, firstTokens, nowNanos));
  }

  /**
   * Takes the operator's answer to a request sent at {@code sentNanos}, and lets calls through.
   *
   * @return whether the next request must come under a new incarnation
   */
  public boolean answer(EndpointAnswer answer, long sentNanos, long nowNanos) {
    if (answer.limits() != null) {
      limits = answer.limits();
    }
    notReady =
        answer.ready()
            ? null
            : new Refusal(
                Refusal.Code.ENDPOINT_NOT_READY,
                "endpoint "
                    + endpoint
                    + " is not ready: "
                    + answer.reason()
                    + ": "
                    + answer.message(),
                null);
    keep = answer.keep();
    if (answer.requests() != null) {
      requests.add(answer.requests(), sentNanos);
    }
    if (answer.tokens() != null) {
      tokens.add(answer.tokens(), sentNanos);
    }
    var renew = account.answer(answer.windows(), nowNanos);
    admit(nowNanos);
    refuse(answer, nowNanos);
    starved =
        !queue.isEmpty() && limits != null && account.free(nowNanos).compareTo(askedWorst) < 0;
    return renew;
  }

  /** Calls that wait for dollars or tokens. */
  public int waiting() {
    return queue.size();
  }

  /** The operator could not be asked: what is held goes on serving. */
  public void unreachable(String why) {
    unreachable = why;
  }

  /** Refuses calls whose time is up. */
  public void expire(long nowNanos) {
    for (var each : List.copyOf(queue)) {
      if (each.deadlineNanos - nowNanos <= 0) {
        var refusal = timedOut(each, nowNanos);
        if (queue.remove(each)) {
          each.call.refused(refusal);
        }
      }
    }
  }

  /** From now on nothing is kept: the process is going to end. */
  public void drain() {
    draining = true;
  }

  /** Whether all is reported and given back. */
  public boolean isDrained() {
    return queue.isEmpty() && account.isSettled();
  }

  /** Dollars that calls cost beyond their worst case; anything but zero is a wrong bound. */
  public Money overrun() {
    return account.overrun();
  }

  private void admit(long nowNanos) {
    var current = limits;
    if (current == null || notReady != null) {
      return;
    }
    while (!queue.isEmpty()) {
      var first = queue.getFirst();
      var demand = first.demand(current);
      typicalWorst = demand.worst();
      if (limitsRequests() && requests.available(nowNanos) < 1) {
        return;
      }
      if (limitsTokens() && tokens.available(nowNanos) < demand.tokens()) {
        return;
      }
      var reservation = account.reserve(demand.worst(), nowNanos);
      if (reservation == null) {
        return;
      }
      if (limitsRequests()) {
        requests.take(1, nowNanos);
      }
      var taken = limitsTokens() ? tokens.take(demand.tokens(), nowNanos) : null;
      queue.removeFirst();
      first.call.admitted(new Admission(reservation, taken, demand, current));
    }
  }

  private void refuse(EndpointAnswer answer, long nowNanos) {
    for (var each : new ArrayList<>(queue)) {
      var refusal = refusal(each, answer, nowNanos);
      if (refusal != null && queue.remove(each)) {
        each.call.refused(refusal);
      }
    }
  }

  private @Nullable Refusal refusal(Waiting each, EndpointAnswer answer, long nowNanos) {
    if (notReady != null) {
      return notReady;
    }
    var current = limits;
    if (!each.asked || current == null) {
      return null;
    }
    var demand = each.demand(current);
    if (answer.exhausted() != null && demand.worst().compareTo(askedWorst) >= 0) {
      return new Refusal(
          Refusal.Code.BUDGET_EXHAUSTED,
          "the " + answer.exhausted().window() + " budget of endpoint " + endpoint + " is spent",
          answer.exhausted().retryAfterMillis());
    }
    if (current.tokensPerMinute() != null && demand.tokens() > current.tokensPerMinute()) {
      return new Refusal(
          Refusal.Code.INVALID_REQUEST,
          "the call may use "
              + demand.tokens()
              + " tokens, more than the endpoint allows in a minute ("
              + current.tokensPerMinute()
              + "): lower maxTokens or shorten the input",
          null);
    }
    if (answer.requests() != null
        && answer.requests().retryAfterMillis() > 0
        && requests.available(nowNanos) < 1) {
      return rateLimited("requests", answer.requests().retryAfterMillis());
    }
    if (answer.tokens() != null
        && answer.tokens().retryAfterMillis() > 0
        && tokens.available(nowNanos) < demand.tokens()) {
      return rateLimited("tokens", answer.tokens().retryAfterMillis());
    }
    return null;
  }

  private Refusal rateLimited(String what, long retryAfterMillis) {
    return new Refusal(
        Refusal.Code.RATE_LIMITED,
        "endpoint " + endpoint + " has had its " + what + " of this minute",
        retryAfterMillis);
  }

  private Refusal timedOut(Waiting each, long nowNanos) {
    if (limits == null || !each.asked) {
      return new Refusal(Refusal.Code.NO_LEASE, "no lease: " + unreachable, 1_000L);
    }
    if (starved) {
      return new Refusal(
          Refusal.Code.BUDGET_EXHAUSTED,
          "what is left of the budget of endpoint " + endpoint + " is in use by other calls",
          1_000L);
    }
    var why =
        account.free(nowNanos).compareTo(each.demand(limits).worst()) < 0 ? "dollars" : "rate";
    return new Refusal(Refusal.Code.NO_LEASE, "no lease on " + why + ": " + unreachable, 1_000L);
  }

  private boolean limitsRequests() {
    return limits != null && limits.requestsPerMinute() != null;
  }

  private boolean limitsTokens() {
    return limits != null && limits.tokensPerMinute() != null;
  }
}
