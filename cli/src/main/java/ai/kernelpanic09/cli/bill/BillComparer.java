package ai.kernelpanic09.cli.bill;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.sidecar.textcheck.CheckedKinds;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Holds AWS's calls and costs against what we booked. Of the calls only sums, hashes of their ids
 * and those that differ are kept, so that logs may be larger than memory.
 *
 * <p>Estimated calls come first, for AWS's calls are matched with them as they come. What is booked
 * comes last, and may be read again after estimates have been settled.
 */
final class BillComparer {

  /** More than anybody reads; beyond it calls are counted only. */
  private static final int MAX_DIFFERING = 100_000;

  private final Ledger ledger;
  private final Predicate<String> wanted;
  private final CallPrices prices = new CallPrices();
  private final Map<String, EstimatedCall> estimated = new HashMap<>();
  private final KnownCosts known = new KnownCosts();
  private final RequestIds seen = new RequestIds();
  private final Map<DayKey, Sums> sums = new TreeMap<>();
  private final List<DifferingCall> differing = new ArrayList<>();
  private final Set<String> loggedDays = new HashSet<>();
  private boolean logs;
  private long repeated;
  private long untoldGuardrails;
  private long uncertain;
  private long unlisted;
  private long unreached;

  private static final class Sums {
    private long calls;
    private Money logged = Money.ZERO;
    private @Nullable BigDecimal report;
  }

  /**
   * @param wanted the endpoints that are compared, {@code namespace/name}; what is none of ours is
   *     the empty name
   */
  BillComparer(Ledger ledger, Predicate<String> wanted) {
    this.ledger = ledger;
    this.wanted = wanted;
  }

  /** Takes a call that a proxy has booked as an estimate. */
  void add(EstimatedCall call) {
    if (!wanted.test(call.endpoint())) {
      return;
    }
    var before = estimated.put(call.call(), call);
    if (before != null && !before.equals(call)) {
      known.doubt(call.call());
    }
  }

  /** Notes that there are invocation logs, even if they hold no call. */
  void withLogs() {
    logs = true;
  }

  /** Takes a call of AWS's logs; one that was seen before is only counted. */
  void add(LoggedCall call) {
    if (!call.requestId().isEmpty() && !seen.add(call.requestId())) {
      repeated++;
      return;
    }
    var labelled = call.label("endpoint");
    var endpoint = labelled.isEmpty() ? Sessions.endpoint(call.principal()) : labelled;
    if (!wanted.test(endpoint)) {
      return;
    }
    var window = Days.of(call.label("window"));
    var key = new DayKey(window.isEmpty() ? call.day() : window, endpoint);
    loggedDays.add(key.day());
    var limits = ledger.limits(endpoint);
    var cost = prices.cost(call, limits).orElse(null);
    var sum = sums.computeIfAbsent(key, each -> new Sums());
    sum.calls++;
    sum.logged = cost == null ? sum.logged : sum.logged.plus(cost);
    if (!key.isOurs()) {
      return;
    }
    if (limits != null
        && !call.guardrailTold()
        && (limits.guardrail() != null || !limits.enforcedGuardrails().isEmpty())) {
      untoldGuardrails++;
    }
    var estimate = estimated.remove(call.label("call"));
    var booked = estimate == null ? null : estimate.booked();
    var reason = reason(call, labelled, limits, booked, cost);
    if (estimate == null) {
      known.more(call.label("call"), isCost(reason) ? cost : null);
    } else if (cost != null && isCost(reason)) {
      learn(estimate, key, call, limits, cost);
    }
    if (reason != null) {
      differs(
          new DifferingCall(
              key,
              call.label("call"),
              call.label("request").isEmpty() ? call.requestId() : call.label("request"),
              call.modelId(),
              reason,
              booked,
              cost));
    }
  }

  private static boolean isCost(@Nullable Reason reason) {
    return reason == null || reason == Reason.ESTIMATED;
  }

  /** Notes what an estimated call has cost, if AWS's logs tell all of it. */
  private void learn(
      EstimatedCall estimate,
      DayKey key,
      LoggedCall call,
      @Nullable EndpointLimits limits,
      Money cost) {
    if (!estimate.isBookedAs(key) || limits == null) {
      return;
    }
    if (estimate.isOfGuardrails() || !tellsAllGuardrails(call, limits)) {
      uncertain++;
      return;
    }
    known.add(estimate.call(), key, estimate.booked(), cost);
  }

  /** Checks of texts by themselves are in no invocation log, and some guardrails in no trace. */
  private static boolean tellsAllGuardrails(LoggedCall call, EndpointLimits limits) {
    return limits.addedGuardrails().isEmpty()
        && (limits.guardrail() == null
            || (call.guardrailTold() && CheckedKinds.of(limits).isEmpty()));
  }

  private @Nullable Reason reason(
      LoggedCall call,
      String labelled,
      @Nullable EndpointLimits limits,
      @Nullable Money booked,
      @Nullable Money cost) {
    if (labelled.isEmpty()) {
      return Reason.NOT_IN_OUR_LOGS;
    }
    if (limits != null && !CallPrices.isSameModel(call.modelId(), limits.modelId())) {
      return Reason.MODEL_DIFFERS;
    }
    if (cost == null) {
      return Reason.NO_PRICE;
    }
    return booked == null || booked.equals(cost) ? null : Reason.ESTIMATED;
  }

  private void differs(DifferingCall call) {
    if (differing.size() < MAX_DIFFERING) {
      differing.add(call);
    } else {
      unlisted++;
    }
  }

  /** Takes a row of the Cost and Usage Report. */
  void add(CostLine line) {
    if (wanted.test(line.endpoint())) {
      var sum = sums.computeIfAbsent(new DayKey(line.day(), line.endpoint()), each -> new Sums());
      var before = sum.report;
      sum.report = before == null ? line.dollars() : before.add(line.dollars());
    }
  }

  /** Ends the input: what AWS's logs do not have by now, they do not have. */
  void end() {
    if (logs) {
      estimated.values().forEach(this::missing);
    }
    estimated.clear();
    differing.sort(Comparator.comparing(DifferingCall::day));
  }

  /** The estimates whose cost AWS's logs tell, and what is to do about them. */
  List<DaySettlement> settlements() {
    return known.days().entrySet().stream()
        .map(each -> DaySettlement.of(each.getKey(), each.getValue(), ledger))
        .toList();
  }

  /**
   * What has come of all that was taken.
   *
   * @param booked as it stands now
   * @param settlements what was done about estimates; empty where nothing was to be done
   */
  Comparison result(Problems problems, Ledger booked, List<DaySettlement> settlements) {
    var keys = new TreeSet<>(sums.keySet());
    var days = new TreeSet<String>();
    keys.forEach(key -> days.add(key.day()));
    // A day on which AWS has nothing of an endpoint is told only if AWS's files reach over it.
    booked.days().keySet().stream()
        .filter(key -> days.contains(key.day()) && wanted.test(key.endpoint()))
        .forEach(keys::add);
    return new Comparison(
        keys.stream().map(key -> row(key, booked)).toList(),
        unsettled(booked),
        settlements,
        notes(problems));
  }

  /** The calls that differ, without those whose cost counts already. */
  private List<DifferingCall> unsettled(Ledger booked) {
    var settled = new HashSet<DayKey>();
    known
        .days()
        .forEach(
            (key, sum) -> {
              var day = booked.days().get(key);
              if (day != null && day.resolved().equals(sum.resolved())) {
                settled.add(key);
              }
            });
    return differing.stream()
        .filter(each -> !settled.contains(each.day()) || !known.contains(each.call()))
        .toList();
  }

  /** A call that AWS's logs do not have, although they reach over its day. */
  private void missing(EstimatedCall call) {
    if (!loggedDays.contains(call.window())) {
      unreached++;
      return;
    }
    differs(
        new DifferingCall(
            new DayKey(call.window(), call.endpoint()),
            call.call(),
            call.request(),
            "",
            Reason.NOT_IN_THE_LOGS,
            call.booked(),
            null));
  }

  private DayRow row(DayKey key, Ledger booked) {
    var sum = sums.getOrDefault(key, new Sums());
    return new DayRow(
        key, sum.calls, booked.days().get(key), logs ? sum.logged : null, DayRow.money(sum.report));
  }

  private List<String> notes(Problems problems) {
    var notes = new ArrayList<>(problems.sentences());
    note(notes, repeated, "%d calls were in the logs twice, and are counted once");
    note(
        notes,
        untoldGuardrails,
        "%d calls of endpoints with a guardrail came without its trace: what it checked is not in"
            + " the cost by AWS's logs");
    note(
        notes,
        unreached,
        "%d calls that are booked as estimates are of days over which AWS's logs do not reach");
    note(
        notes,
        uncertain,
        "%d calls stay estimates: AWS's logs do not tell all that guardrails have checked of them");
    note(notes, unlisted, "%d more calls differ, and are not listed");
    return notes;
  }

  private static void note(List<String> notes, long count, String sentence) {
    if (count > 0) {
      notes.add(sentence.formatted(count));
    }
  }
}
