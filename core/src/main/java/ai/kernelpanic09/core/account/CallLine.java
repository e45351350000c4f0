package ai.kernelpanic09.core.account;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.money.Money;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The waiting calls of one endpoint, in the order of their arrival. */
final class CallLine {

  static final int MAX_WAITING = 1_000;

  private final ArrayDeque<WaitingCall> calls = new ArrayDeque<>();

  /**
   * The needs of all waiting calls together.
   *
   * @param calls number of waiting calls; 0 while no limits are known
   * @param worst largest worst case in dollars among them
   * @param tokens model tokens for all of them
   * @param firstTokens model tokens for the first of them
   */
  record Needs(int calls, Money worst, long tokens, long firstTokens) {
    boolean isNone() {
      return calls == 0;
    }
  }

  /** Sums up the needs under {@code limits} for a request, and marks the calls as asked for. */
  Needs ask(@Nullable EndpointLimits limits) {
    var count = 0;
    var worst = Money.ZERO;
    var tokens = 0L;
    var firstTokens = 0L;
    for (var each : calls) {
      each.asked = true;
      if (limits != null) {
        var demand = each.demand(limits);
        firstTokens = count == 0 ? demand.tokens() : firstTokens;
        count++;
        worst = worst.max(demand.worst());
        tokens += demand.tokens();
      }
    }
    return new Needs(count, worst, tokens, firstTokens);
  }

  /** Marks the calls that the operator was asked for as answered. */
  void answered() {
    for (var each : calls) {
      each.answered = each.asked;
    }
  }

  boolean isFull() {
    return calls.size() >= MAX_WAITING;
  }

  boolean isEmpty() {
    return calls.isEmpty();
  }

  int size() {
    return calls.size();
  }

  void add(WaitingCall call) {
    calls.add(call);
  }

  @Nullable WaitingCall first() {
    return calls.peekFirst();
  }

  void removeFirst() {
    calls.removeFirst();
  }

  /** Returns whether the call was still in the line. */
  boolean remove(WaitingCall call) {
    return calls.remove(call);
  }

  /** Returns whether the call was still in the line. */
  boolean remove(PendingCall call) {
    return calls.removeIf(each -> each.call.equals(call));
  }

  /** A copy of the line, because a call that is told its refusal may change the line. */
  List<WaitingCall> snapshot() {
    return List.copyOf(calls);
  }
}
