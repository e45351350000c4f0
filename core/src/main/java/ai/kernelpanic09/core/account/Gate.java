package ai.kernelpanic09.core.account;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.Usage;
import ai.kernelpanic09.core.protocol.EndpointAnswer;
import ai.kernelpanic09.core.protocol.EndpointSync;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Admits the calls of one endpoint in their order, each only when its worst case is set aside and
 * its rate is taken. Calls that lack either wait for the operator's next answer.
 *
 * <p>Pure of clocks and network: times of a monotonic clock come in as parameters. Not thread-safe:
 * one event loop owns it.
 */
public final class Gate {

  /**
   * The longest time that a call waits for dollars, and for its rate unless its caller asks for
   * more.
   */
  public static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(3);

  /**
   * The longest time that a call waits for an operator that does not answer: longer than another
   * one takes to replace it.
   */
  public static final long OPERATOR_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** A request that is not answered for this long counts as if the operator were away. */
  private static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final EndpointName endpoint;
  private final Account account;
  private final Refusals refusals;
  private final DollarSupply dollars;
  private final CallRates rates = new CallRates();
  private final CallLine line = new CallLine();

  private EndpointState state = new EndpointState.Unknown();

  /**
   * Sequence number of the latest request if its answer is still to come; all other answers are
   * ignored.
   */
  private OptionalLong awaitedSeq = OptionalLong.empty();

  private long askedNanos;

  /** Whether the operator has not answered since its last failure, or since the start. */
  private boolean away = true;

  private String unreachable = "the operator has not answered yet";

  /** Why this holder waits for dollars though some are left; null when it does not. */
  private @Nullable String queued;

  private boolean draining;

  public Gate(EndpointName endpoint, Journal journal, List<JournalEntry> recovered) {
    this.endpoint = endpoint;
    refusals = new Refusals(endpoint);
    account = new Account(endpoint, journal, recovered);
    dollars = new DollarSupply(account);
  }

  public EndpointName endpoint() {
    return endpoint;
  }

  /** The newest limits that the operator has sent; null before the first. */
  public @Nullable EndpointLimits limits() {
    return state.limits();
  }

  /** The limits under which calls are admitted at present; null while none are. */
  public @Nullable EndpointLimits readyLimits() {
    return state instanceof EndpointState.Ready(var limits) ? limits : null;
  }

  /** Admits or refuses the call, now or later, by its deadline at the latest. */
  public void submit(PendingCall call, long deadlineNanos, long nowNanos) {
    submit(call, deadlineNanos, nowNanos, nowNanos);
  }

  /**
   * Admits or refuses the call, now or later, by its deadline at the latest. A call that lacks only
   * its rate waits until {@code queueUntilNanos}, if that is later than {@link #PATIENCE_NANOS}
   * from now; it is refused as soon as it is known that its turn would come later. A call that
   * lacks nothing but the operator's answer waits for {@link #OPERATOR_PATIENCE_NANOS}.
   */
  public void submit(PendingCall call, long deadlineNanos, long queueUntilNanos, long nowNanos) {
    if (state instanceof EndpointState.NotReady notReady && !notReady.isOld(nowNanos)) {
      call.refused(notReady.refusal());
      return;
    }
    var deadline = Nanos.earlier(deadlineNanos, nowNanos + PATIENCE_NANOS);
    var queueUntil = Nanos.earlier(deadlineNanos, Nanos.later(deadline, queueUntilNanos));
    var operatorUntil = Nanos.earlier(deadlineNanos, nowNanos + OPERATOR_PATIENCE_NANOS);
    var waiting = new WaitingCall(call, deadline, queueUntil, operatorUntil);
    var limits = state.limits();
    if (limits != null) {
      rates.offered(waiting.demand(limits), nowNanos);
    }
    if (line.isFull()) {
      call.refused(refusals.overloaded(CallLine.MAX_WAITING));
      return;
    }
    line.add(waiting);
    admit(nowNanos);
  }

  /**
   * Takes a call out of the line because its caller has gone.
   *
   * @return false when the call has been admitted or refused before
   */
  public boolean withdraw(PendingCall call, long nowNanos) {
    var withdrawn = line.remove(call);
    if (withdrawn) {
      admit(nowNanos);
    }
    return withdrawn;
  }

  /**
   * The part of an admitted call's cost that neither its reservation nor anything free covers, if
   * it were booked now.
   */
  public Money uncovered(Admission admission, Money cost) {
    return account.uncovered(admission.reservation, cost);
  }

  /**
   * Books the cost of an admitted call. What it cost above its reservation comes from what is free.
   *
   * @param estimated whether {@code cost} is the call's worst case and no bill
   */
  public void settle(
      Admission admission, Money cost, boolean estimated, Usage usage, long nowNanos) {
    account.settle(admission.reservation, cost, estimated, usage);
    dollars.spent(cost, nowNanos);
    var used =
        estimated
            ? admission.demand.tokens()
            : usage.inputTokens() + usage.outputTokens() + usage.cacheWriteTokens();
    rates.release(admission.tokens, Math.max(0, admission.demand.tokens() - used));
    admit(nowNanos);
  }

  /** Puts back the dollars and tokens of an admitted call that was proven not to be billed. */
  public void release(Admission admission, long nowNanos) {
    account.release(admission.reservation);
    rates.release(admission.tokens, admission.demand.tokens());
    admit(nowNanos);
  }

  /** Whether the operator should be asked without waiting for the next renewal. */
  public boolean isSyncWanted(long nowNanos) {
    var limits = state.limits();
    return !line.isEmpty()
        || (!draining && rates.isWanted(limits, nowNanos))
        || (limits != null && dollars.isWanted(nowNanos));
  }

  /**
   * How long {@link #isSyncWanted}, when it is false, stays so unless the gate is changed by a
   * call, a report or an answer: a lower bound in nanoseconds, {@link Long#MAX_VALUE} for ever. So
   * whoever looks after each change, and after each of these times, misses nothing.
   */
  public long quietNanos(long nowNanos) {
    var limits = state.limits();
    return limits == null
        ? Long.MAX_VALUE
        : Math.min(
            draining ? Long.MAX_VALUE : rates.quietNanos(limits, nowNanos),
            dollars.quietNanos(nowNanos));
  }

  /**
   * The report and wishes for request {@code seq}; gives back dollars that are not needed. From now
   * on only the answer to this request counts.
   */
  public EndpointSync report(@Nullable String knownCredentials, long seq, long nowNanos) {
    awaitedSeq = OptionalLong.of(seq);
    askedNanos = nowNanos;
    var limits = state.limits();
    var needs = line.ask(limits);
    var worst = dollars.ask(needs, draining, nowNanos);
    var leaving = draining && needs.isNone();
    return new EndpointSync(
        endpoint,
        limits == null ? null : limits.revision(),
        knownCredentials,
        account.report(),
        draining ? Money.ZERO : dollars.burnPerSecond(nowNanos),
        draining ? Money.ZERO : worst.min(EndpointSync.MAX_PER_CALL),
        needs.calls(),
        rates.askRequests(limits, needs, leaving, seq, nowNanos),
        rates.askTokens(limits, needs, leaving, seq, nowNanos));
  }

  /**
   * Takes the operator's answer to request {@code seq}, sent at {@code sentNanos}, and admits
   * calls. An answer to any request but the latest, or a second answer to that one, changes
   * nothing: it would forget grants made since, take spent dollars for reported, and bring rate
   * tokens twice.
   *
   * @return whether the next request must come under a new incarnation
   */
  public boolean answer(EndpointAnswer answer, long seq, long sentNanos, long nowNanos) {
    if (awaitedSeq.isEmpty() || seq != awaitedSeq.getAsLong()) {
      return false;
    }
    if (isSilent(nowNanos)) {
      // The operator is back: it has the usual time for the calls that it could not serve before.
      line.snapshot().forEach(each -> each.prolong(nowNanos + PATIENCE_NANOS));
    }
    away = false;
    awaitedSeq = OptionalLong.empty();
    state = next(answer, nowNanos);
    dollars.keep(answer.keep());
    queued = answer.queued();
    rates.answered(answer, sentNanos, nowNanos);
    account.budgetLeft(answer.remaining());
    var renew = account.answer(answer.windows(), nowNanos);
    admit(nowNanos);
    line.answered();
    refuse(answer, nowNanos);
    dollars.answered(!line.isEmpty() && state.limits() != null, nowNanos);
    return renew;
  }

  private EndpointState next(EndpointAnswer answer, long nowNanos) {
    var limits = answer.limits() == null ? state.limits() : answer.limits();
    return answer.ready()
        ? EndpointState.ready(limits)
        : new EndpointState.NotReady(
            limits, refusals.notReady(answer.reason(), answer.message()), nowNanos);
  }

  /**
   * Dollars that are left of the endpoint's budget: what the operator told last, less what this
   * holder has booked since; null where there is no budget, or the operator does not tell.
   */
  public @Nullable Money budgetLeft() {
    return account.budgetLeft();
  }

  /** What is left of the endpoint's requests; null where they are not limited. */
  public @Nullable RateLeft requestsLeft(long nowNanos) {
    return rates.requestsLeft(state.limits(), nowNanos);
  }

  /** What is left of the endpoint's model tokens; null where they are not limited. */
  public @Nullable RateLeft tokensLeft(long nowNanos) {
    return rates.tokensLeft(state.limits(), nowNanos);
  }

  /** Number of calls that wait for dollars or their rate. */
  public int waiting() {
    return line.size();
  }

  /**
   * Notes that the operator could not be asked. Calls are still admitted on the leases and rates in
   * hand.
   */
  public void unreachable(String why) {
    away = true;
    unreachable = why;
  }

  /** Refuses calls whose time is up. */
  public void expire(long nowNanos) {
    for (var each : line.snapshot()) {
      if (deadlineNanos(each, nowNanos) - nowNanos <= 0) {
        var refusal = timedOut(each, nowNanos);
        if (line.remove(each)) {
          each.call.refused(refusal);
        }
      }
    }
  }

  /**
   * The end of a call's wait: later for a call that lacks only its rate, if its caller allows, and
   * for one that lacks only an answer of the operator.
   */
  private long deadlineNanos(WaitingCall each, long nowNanos) {
    var limits = state.limits();
    var deadline =
        limits != null
                && each.rateDeadlineNanos() != each.deadlineNanos()
                && isPayable(each.demand(limits), nowNanos)
            ? each.rateDeadlineNanos()
            : each.deadlineNanos();
    return isSilent(nowNanos) && lacksOnlyAnAnswer(each, limits, nowNanos)
        ? Nanos.later(deadline, each.operatorDeadlineNanos)
        : deadline;
  }

  /** Whether nothing that the operator has said before speaks against the call. */
  private boolean lacksOnlyAnAnswer(
      WaitingCall each, @Nullable EndpointLimits limits, long nowNanos) {
    return !(state instanceof EndpointState.NotReady)
        && !(each.answered && (queued != null || dollars.isStarved()))
        && (limits == null || tooLate(each, each.demand(limits), nowNanos) == null);
  }

  /** Whether the operator does not answer. */
  private boolean isSilent(long nowNanos) {
    return away || (awaitedSeq.isPresent() && nowNanos - askedNanos >= SLOW_NANOS);
  }

  private boolean isPayable(Demand demand, long nowNanos) {
    return account.free(nowNanos).compareTo(demand.worst()) >= 0;
  }

  /**
   * Prepares for the end of the process: from the next report on, everything unused is given back.
   */
  public void drain() {
    draining = true;
  }

  /** Whether no call waits, and all is reported and given back. */
  public boolean isDrained() {
    return line.isEmpty() && account.isSettled();
  }

  /** Dollars that calls cost above what was reserved for them. */
  public Money overrun() {
    return account.overrun();
  }

  private void admit(long nowNanos) {
    if (!(state instanceof EndpointState.Ready(var limits))) {
      return;
    }
    for (var first = line.first(); first != null; first = line.first()) {
      var demand = first.demand(limits);
      dollars.expect(demand.worst(), nowNanos);
      if (!rates.isAvailable(limits, demand, nowNanos)) {
        return;
      }
      var reservation = account.reserve(demand.worst(), nowNanos);
      if (reservation == null) {
        return;
      }
      var taken = rates.take(limits, demand, nowNanos);
      line.removeFirst();
      first.call.admitted(new Admission(reservation, taken, demand, limits));
    }
  }

  /** Refuses the waiting calls that, by {@code answer}, can't be admitted in time. */
  private void refuse(EndpointAnswer answer, long nowNanos) {
    var callsBefore = 0L;
    var tokensBefore = 0L;
    for (var each : line.snapshot()) {
      var refusal = refusal(each, answer, callsBefore, tokensBefore, nowNanos);
      if (refusal == null) {
        var limits = state.limits();
        callsBefore++;
        tokensBefore += limits == null ? 0 : each.demand(limits).tokens();
      } else if (line.remove(each)) {
        each.call.refused(refusal);
      }
    }
  }

  /**
   * Why to refuse a call with {@code callsBefore} calls and {@code tokensBefore} tokens ahead of
   * it; null keeps it waiting.
   */
  private @Nullable Refusal refusal(
      WaitingCall each, EndpointAnswer answer, long callsBefore, long tokensBefore, long nowNanos) {
    if (state instanceof EndpointState.NotReady notReady) {
      return notReady.refusal();
    }
    var limits = state.limits();
    if (!each.asked || limits == null) {
      return null;
    }
    var demand = each.demand(limits);
    if (answer.exhausted() != null && demand.worst().compareTo(dollars.askedWorst()) >= 0) {
      return refusals.exhausted(answer.exhausted(), demand.worst());
    }
    if (limits.tokensPerMinute() != null && demand.tokens() > limits.tokensPerMinute()) {
      return refusals.tooManyTokens(demand.tokens(), limits.tokensPerMinute());
    }
    return tooLate(
        each, rates.waitFor(callsBefore + 1, tokensBefore + demand.tokens(), nowNanos), nowNanos);
  }

  private @Nullable Refusal tooLate(WaitingCall each, Demand demand, long nowNanos) {
    return tooLate(each, rates.waitFor(1, demand.tokens(), nowNanos), nowNanos);
  }

  /** Why to refuse a call whose rate comes after its deadline; null when it comes in time. */
  private @Nullable Refusal tooLate(WaitingCall each, CallRates.Wait wait, long nowNanos) {
    var millis = wait.millis();
    return millis == 0
            || TimeUnit.NANOSECONDS.toMillis(each.rateDeadlineNanos() - nowNanos) >= millis
        ? null
        : refusals.rateLimited(wait.lacking(), millis);
  }

  private Refusal timedOut(WaitingCall each, long nowNanos) {
    if (state instanceof EndpointState.NotReady notReady) {
      return notReady.refusal();
    }
    var limits = state.limits();
    if (limits == null || !each.asked) {
      return refusals.noLease(unreachable);
    }
    var demand = each.demand(limits);
    var late = tooLate(each, demand, nowNanos);
    if (late != null) {
      return late;
    }
    var why = queued;
    if (why != null) {
      return refusals.noLease(why);
    }
    if (dollars.isStarved()) {
      return refusals.inUse();
    }
    return refusals.noLeaseOn(isPayable(demand, nowNanos) ? "rate" : "dollars", unreachable);
  }
}
