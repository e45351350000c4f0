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

  /** Longest that a call waits for dollars, and for rate unless it asks for more. */
  public static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(3);

  private static final int MAX_WAITING = 1_000;
  private static final long REFILL_SECONDS = 4;

  private final EndpointName endpoint;
  private final Account account;
  private final Refusals refusals;
  private final RateAllowance requests = new RateAllowance();
  private final RateAllowance tokens = new RateAllowance();
  private final BurnRate burn = new BurnRate();
  private final ArrayDeque<WaitingCall> queue = new ArrayDeque<>();

  private @Nullable EndpointLimits limits;
  private @Nullable NotReady notReady;
  private String unreachable = "the operator has not answered yet";
  private Money keep = Money.ofNanoDollars(Long.MAX_VALUE);
  private Money typicalWorst = Money.ZERO;
  private Money askedWorst = Money.ZERO;
  private @Nullable String queued;
  private boolean starved;
  private boolean filled;
  private boolean draining;
  private boolean awaiting;
  private long awaitedSeq;

  public Gate(EndpointName endpoint, Journal journal, List<JournalEntry> recovered) {
    this.endpoint = endpoint;
    refusals = new Refusals(endpoint);
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
    submit(call, deadlineNanos, nowNanos, nowNanos);
  }

  /**
   * Lets the call through now, or later, or refuses it, by its deadline at the latest. Where the
   * rate is what it lacks it waits in line until {@code queueUntilNanos}, if that is later than its
   * usual patience; who can't have its turn by then is refused as soon as that is known.
   */
  public void submit(PendingCall call, long deadlineNanos, long queueUntilNanos, long nowNanos) {
    if (notReady != null && !notReady.isOld(nowNanos)) {
      call.refused(notReady.refusal());
      return;
    }
    var deadline = earlier(deadlineNanos, nowNanos + PATIENCE_NANOS);
    var queueUntil = earlier(deadlineNanos, later(deadline, queueUntilNanos));
    var waiting = new WaitingCall(call, deadline, queueUntil);
    var current = limits;
    if (current != null) {
      requests.offered(1, nowNanos);
      tokens.offered(waiting.demand(current).tokens(), nowNanos);
    }
    if (queue.size() >= MAX_WAITING) {
      call.refused(refusals.overloaded(MAX_WAITING));
      return;
    }
    queue.add(waiting);
    admit(nowNanos);
  }

  /**
   * Takes a call out of the line, because nobody waits for it any more.
   *
   * @return whether it was there: else it has been let through or refused before
   */
  public boolean withdraw(PendingCall call, long nowNanos) {
    var withdrawn = queue.removeIf(each -> each.call.equals(call));
    if (withdrawn) {
      admit(nowNanos);
    }
    return withdrawn;
  }

  private static long earlier(long oneNanos, long otherNanos) {
    return oneNanos - otherNanos < 0 ? oneNanos : otherNanos;
  }

  private static long later(long oneNanos, long otherNanos) {
    return oneNanos - otherNanos > 0 ? oneNanos : otherNanos;
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
    if (!draining && isRateWanted(nowNanos)) {
      return true;
    }
    // What the last answer has not filled up another one would not either.
    return limits != null
        && filled
        && burn.perSecond(nowNanos).isPositive()
        && !starved
        && isLow(nowNanos);
  }

  private boolean isLow(long nowNanos) {
    var low = burn.perSecond(nowNanos).times(REFILL_SECONDS).plus(typicalWorst);
    return account.free(nowNanos).compareTo(low) < 0;
  }

  /**
   * The report and wishes for request {@code seq}; gives back what is not needed. From now on an
   * answer to any other request counts for nothing.
   */
  public EndpointSync report(@Nullable String knownCredentials, long seq, long nowNanos) {
    awaiting = true;
    awaitedSeq = seq;
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
    var isLeaving = draining && waiting == 0;
    return new EndpointSync(
        endpoint,
        current == null ? null : current.revision(),
        knownCredentials,
        account.report(),
        draining ? Money.ZERO : burn.perSecond(nowNanos).min(EndpointSync.MAX_PER_SECOND),
        draining ? Money.ZERO : askedWorst.min(EndpointSync.MAX_PER_CALL),
        waiting,
        !limitsRequests() || isLeaving
            ? requests.farewell(nowNanos)
            : requests.ask(waiting, waiting == 0 ? 0 : 1, nowNanos),
        !limitsTokens() || isLeaving
            ? tokens.farewell(nowNanos)
            : tokens.ask(neededTokens, firstTokens, nowNanos));
  }

  /**
   * Takes the operator's answer to request {@code seq}, sent at {@code sentNanos}, and lets calls
   * through. An answer to any but the latest request, or a second one to it, changes nothing: it
   * would forget grants made since, take spent dollars for reported, and bring rate tokens twice.
   *
   * @return whether the next request must come under a new incarnation
   */
  public boolean answer(EndpointAnswer answer, long seq, long sentNanos, long nowNanos) {
    if (!awaiting || seq != awaitedSeq) {
      return false;
    }
    awaiting = false;
    if (answer.limits() != null) {
      limits = answer.limits();
    }
    notReady =
        answer.ready()
            ? null
            : new NotReady(refusals.notReady(answer.reason(), answer.message()), nowNanos);
    keep = answer.keep();
    queued = answer.queued();
    requests.answered(answer.requests(), sentNanos, nowNanos);
    tokens.answered(answer.tokens(), sentNanos, nowNanos);
    var renew = account.answer(answer.windows(), nowNanos);
    admit(nowNanos);
    refuse(answer, nowNanos);
    starved =
        !queue.isEmpty() && limits != null && account.free(nowNanos).compareTo(askedWorst) < 0;
    filled = !isLow(nowNanos);
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
      if (deadlineNanos(each, nowNanos) - nowNanos <= 0) {
        var refusal = timedOut(each, nowNanos);
        if (queue.remove(each)) {
          each.call.refused(refusal);
        }
      }
    }
  }

  /** Who lacks nothing but rate waits in line as long as it asked to. */
  private long deadlineNanos(WaitingCall each, long nowNanos) {
    var current = limits;
    return current != null
            && each.rateDeadlineNanos != each.deadlineNanos
            && account.free(nowNanos).compareTo(each.demand(current).worst()) >= 0
        ? each.rateDeadlineNanos
        : each.deadlineNanos;
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
        var _ = requests.take(1, nowNanos);
      }
      var taken = limitsTokens() ? tokens.take(demand.tokens(), nowNanos) : null;
      queue.removeFirst();
      first.call.admitted(new Admission(reservation, taken, demand, current));
    }
  }

  private void refuse(EndpointAnswer answer, long nowNanos) {
    var calls = 0L;
    var modelTokens = 0L;
    for (var each : new ArrayList<>(queue)) {
      var refusal = refusal(each, answer, calls, modelTokens, nowNanos);
      if (refusal == null) {
        var current = limits;
        calls++;
        modelTokens += current == null ? 0 : each.demand(current).tokens();
      } else if (queue.remove(each)) {
        each.call.refused(refusal);
      }
    }
  }

  /** Why a call before which so many others wait, in need of so many tokens, has to go. */
  private @Nullable Refusal refusal(
      WaitingCall each, EndpointAnswer answer, long callsBefore, long tokensBefore, long nowNanos) {
    if (notReady != null) {
      return notReady.refusal();
    }
    var current = limits;
    if (!each.asked || current == null) {
      return null;
    }
    var demand = each.demand(current);
    if (answer.exhausted() != null && demand.worst().compareTo(askedWorst) >= 0) {
      return refusals.exhausted(answer.exhausted(), demand.worst());
    }
    if (current.tokensPerMinute() != null && demand.tokens() > current.tokensPerMinute()) {
      return refusals.tooManyTokens(demand.tokens(), current.tokensPerMinute());
    }
    return tooLate(
        each,
        requests.retryAfterMillis(callsBefore + 1, nowNanos),
        tokens.retryAfterMillis(tokensBefore + demand.tokens(), nowNanos),
        nowNanos);
  }

  /** Refuses what would wait for its rate beyond its deadline. */
  private @Nullable Refusal tooLate(
      WaitingCall each, long requestsMillis, long tokensMillis, long nowNanos) {
    var wait = Math.max(requestsMillis, tokensMillis);
    if (wait == 0 || TimeUnit.NANOSECONDS.toMillis(each.rateDeadlineNanos - nowNanos) >= wait) {
      return null;
    }
    return refusals.rateLimited(requestsMillis >= tokensMillis ? "requests" : "tokens", wait);
  }

  private Refusal timedOut(WaitingCall each, long nowNanos) {
    if (notReady != null) {
      return notReady.refusal();
    }
    if (limits == null || !each.asked) {
      return refusals.noLease(unreachable);
    }
    var current = limits;
    var late =
        tooLate(
            each,
            requests.retryAfterMillis(1, nowNanos),
            tokens.retryAfterMillis(each.demand(current).tokens(), nowNanos),
            nowNanos);
    if (late != null) {
      return late;
    }
    var why = queued;
    if (why != null) {
      return refusals.noLease(why);
    }
    if (starved) {
      return refusals.inUse();
    }
    var lacking =
        account.free(nowNanos).compareTo(each.demand(current).worst()) < 0 ? "dollars" : "rate";
    return refusals.noLeaseOn(lacking, unreachable);
  }

  private boolean isRateWanted(long nowNanos) {
    return (limitsRequests() && requests.isWanted(nowNanos))
        || (limitsTokens() && tokens.isWanted(nowNanos));
  }

  private boolean limitsRequests() {
    return limits != null && limits.requestsPerMinute() != null;
  }

  private boolean limitsTokens() {
    return limits != null && limits.tokensPerMinute() != null;
  }
}
