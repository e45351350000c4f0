package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.api.condition.EventReason;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.Crossing;
import ai.kernelpanic09.core.ledger.DurableLedger;
import ai.kernelpanic09.core.ledger.EstimateSettlement;
import ai.kernelpanic09.core.ledger.LedgerReading;
import ai.kernelpanic09.core.ledger.Overrun;
import ai.kernelpanic09.core.ledger.Reset;
import ai.kernelpanic09.core.ledger.WriteOff;
import ai.kernelpanic09.operator.budget.LedgerEvents;
import ai.kernelpanic09.operator.cluster.ClusterView;
import ai.kernelpanic09.operator.cluster.EventRecorder;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the Events about budgets: thresholds of 50, 80 and 100 per cent (each once a day or
 * month), write-offs, resets, settled estimates, reports of more than was lent, and lines of a
 * ledger that can't be read.
 */
public final class BudgetEvents implements LedgerEvents {

  private static final Logger LOG = LoggerFactory.getLogger(BudgetEvents.class);
  private static final int URGENT_PERCENT = 80;

  private final ClusterView cluster;
  private final EventRecorder events;
  private final Executor executor;
  private final Cache<String, Boolean> told =
      Caffeine.newBuilder().maximumSize(1_000).expireAfterWrite(Duration.ofHours(1)).build();

  /**
   * @param executor writes the Events: a ledger must not wait for them
   */
  public BudgetEvents(ClusterView cluster, EventRecorder events, Executor executor) {
    this.cluster = cluster;
    this.events = events;
    this.executor = executor;
  }

  @Override
  public void crossed(EndpointName endpoint, Crossing crossing) {
    later(endpoint, each -> tell(each, crossing));
  }

  private void later(EndpointName endpoint, Consumer<ModelEndpoint> tell) {
    executor.execute(() -> cluster.endpoint(endpoint).ifPresent(tell));
  }

  private void tell(ModelEndpoint endpoint, Crossing crossing) {
    var message =
        "%d %% of the %s budget of %s is spent: %s of %s dollars"
            .formatted(
                crossing.percent(),
                crossing.budget(),
                crossing.window(),
                crossing.used(),
                crossing.limit());
    if (crossing.percent() < URGENT_PERCENT) {
      events.normal(endpoint, EventReason.BUDGET_THRESHOLD_REACHED, message);
    } else {
      events.warning(endpoint, EventReason.BUDGET_THRESHOLD_REACHED, message);
    }
  }

  @Override
  public void writtenOff(EndpointName endpoint, WriteOff lost) {
    var message =
        ("%s dollars of %s, lent to %d pods, were never accounted for and count as spent: those"
                + " pods were lost, or cut off for an hour after the day's end")
            .formatted(lost.amount(), lost.window(), lost.leases());
    later(endpoint, each -> events.warning(each, EventReason.DOLLARS_WRITTEN_OFF, message));
  }

  @Override
  public void overrun(EndpointName endpoint, Overrun overrun) {
    var what =
        "%s (%s) reports %s dollars of %s as spent, and was lent %s"
            .formatted(
                overrun.pod(),
                overrun.workload(),
                overrun.claimed(),
                overrun.window(),
                overrun.lent());
    // The amounts may change with every report: one Event an hour says enough.
    var key = overrun.window() + " " + overrun.pod();
    if (overrun.isRefused()) {
      tellOnce(
          endpoint,
          EventReason.REPORT_REFUSED,
          key,
          what
              + ". Its calls can't have cost that much: "
              + overrun.booked()
              + " are booked, and it"
              + " is lent no more that day");
    } else {
      tellOnce(
          endpoint,
          EventReason.BUDGET_OVERRUN,
          key,
          what + ": a call has cost more than its worst case. All of it is booked");
    }
  }

  @Override
  public void unread(EndpointName endpoint, LedgerReading reading) {
    for (var each : reading.kept()) {
      tellOnce(
          endpoint,
          EventReason.LEASE_UNREADABLE,
          each + ". The line stays, its dollars count as leased, and its pod is granted nothing");
    }
    for (var each : reading.dropped()) {
      tellOnce(
          endpoint, EventReason.STATUS_LINE_DROPPED, each + ". It was dropped: it holds no money");
    }
  }

  /**
   * Tells each message once an hour: a takeover may be tried many times, and finds the same lines.
   */
  private void tellOnce(EndpointName endpoint, EventReason reason, String message) {
    tellOnce(endpoint, reason, message, message);
  }

  /** Tells one message an hour of those with the same {@code key}. */
  private void tellOnce(EndpointName endpoint, EventReason reason, String key, String message) {
    if (told.asMap().putIfAbsent(endpoint + " " + reason + " " + key, true) == null) {
      LOG.warn(
          "event=ledger_warning endpoint={} reason={} problem=\"{}\"", endpoint, reason, message);
      later(endpoint, each -> events.warning(each, reason, message));
    }
  }

  @Override
  public void reset(EndpointName endpoint, Reset reset) {
    LOG.info(
        "event=budget_reset endpoint={} id={} by=\"{}\" window={} amount={} reason=\"{}\"",
        endpoint,
        reset.id(),
        reset.by(),
        reset.window(),
        reset.amount(),
        reset.reason());
    var message =
        "%s dollars spent in %s no longer count against the budget, by order of %s: %s"
            .formatted(reset.amount(), reset.window(), reset.by(), reset.reason());
    later(endpoint, each -> events.warning(each, EventReason.BUDGET_RESET, message));
  }

  @Override
  public void settled(EndpointName endpoint, EstimateSettlement settlement) {
    var refused = settlement.refused();
    LOG.info(
        "event={} endpoint={} id={} by=\"{}\" window={} resolved={} billed={} reason=\"{}\"{}",
        refused == null ? "estimates_settled" : "settlement_refused",
        endpoint,
        settlement.id(),
        settlement.by(),
        settlement.window(),
        settlement.resolved(),
        settlement.billed(),
        settlement.reason(),
        refused == null ? "" : " problem=\"" + refused + "\"");
    if (refused == null) {
      var message =
          "calls of %s that were booked at %s dollars have cost %s, which counts from now on, by order of %s: %s"
              .formatted(
                  settlement.window(),
                  settlement.resolved(),
                  settlement.billed(),
                  settlement.by(),
                  settlement.reason());
      later(endpoint, each -> events.warning(each, EventReason.ESTIMATES_SETTLED, message));
    } else {
      var message =
          "an order of %s to settle estimates of %s is refused: %s"
              .formatted(settlement.by(), settlement.window(), refused);
      later(endpoint, each -> events.warning(each, EventReason.SETTLEMENT_REFUSED, message));
    }
  }

  @Override
  public void committed(EndpointName endpoint, DurableLedger ledger) {}

  @Override
  public void conflicted(EndpointName endpoint) {}

  @Override
  public void dropped(EndpointName endpoint) {}
}
