package ai.kernelpanic09.core.simulation;

import ai.kernelpanic09.core.ledger.Ask;
import ai.kernelpanic09.core.ledger.Day;
import ai.kernelpanic09.core.ledger.Lease;
import ai.kernelpanic09.core.ledger.LedgerState;
import ai.kernelpanic09.core.ledger.RateShare;
import ai.kernelpanic09.core.ledger.RateShares;
import ai.kernelpanic09.core.ledger.StandingTokens;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.EndpointSync;
import ai.kernelpanic09.core.protocol.RateGrant;
import ai.kernelpanic09.core.protocol.WindowGrant;
import ai.kernelpanic09.core.protocol.WindowReport;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Makes the world's {@link Bug} around the ledger. */
final class Mistakes {

  private final SimulatedSystem world;

  Mistakes(SimulatedSystem world) {
    this.world = world;
  }

  Ask asHeard(Ask ask, LedgerState state) {
    if (world.bug != Bug.REPORTS_ARE_SUMMED) {
      return ask;
    }
    var sync = ask.sync();
    return new Ask(
        ask.holder(),
        ask.workload(),
        ask.incarnation(),
        ask.seq(),
        new EndpointSync(
            sync.endpoint(),
            sync.knownLimits(),
            sync.knownCredentials(),
            sync.windows().stream().map(report -> summed(report, ask, state)).toList(),
            sync.burnPerSecond(),
            sync.worstCall(),
            sync.waiting(),
            sync.requests(),
            sync.tokens()));
  }

  private static WindowReport summed(WindowReport report, Ask ask, LedgerState state) {
    for (var window : state.days()) {
      for (var lease : window.leases()) {
        if (window.seq() == report.seq()
            && lease.holder().equals(ask.holder())
            && lease.incarnation().equals(report.incarnation())) {
          return new WindowReport(
              report.seq(),
              report.incarnation(),
              lease.reported().plus(report.spent()),
              lease.returned().plus(report.returned()),
              report.estimated(),
              report.inFlight(),
              report.usage());
        }
      }
    }
    return report;
  }

  LedgerState asApplied(LedgerState before, LedgerState next, long nowMillis) {
    return switch (world.bug) {
      case LEASES_OF_THE_DEAD_ARE_RECLAIMED ->
          with(
              next,
              window -> leases(window, window.leases().stream().filter(this::isAlive).toList()));
      case WINDOWS_OPEN_EMPTY ->
          with(
              next,
              window ->
                  hasJustOpened(before, window, nowMillis) ? leases(window, List.of()) : window);
      case RATE_SLOTS_ARE_LOST ->
          new LedgerState(
              next.epoch(),
              next.commitId(),
              next.days(),
              next.months(),
              List.of(),
              List.of(),
              next.shares(),
              next.standing(),
              next.usage(),
              next.costTotal(),
              next.spenders(),
              next.pods(),
              next.resets(),
              next.settlements());
      case STANDING_IS_LOST -> with(next, next.shares(), List.of());
      case STANDING_OF_SILENT_PODS_IS_FREED ->
          with(
              next,
              next.shares(),
              next.standing().stream().filter(each -> !before.standing().contains(each)).toList());
      case STANDING_USE_IS_FORGOTTEN -> withoutSlots(next, "standing");
      case RATE_SHARES_ARE_LOST -> with(next, RateShares.NONE);
      case SILENT_SHARES_ARE_FREED -> with(next, shares(next, each -> expiring(each, nowMillis)));
      default -> next;
    };
  }

  private boolean isAlive(Lease lease) {
    return !world.isLost(lease.holder());
  }

  private boolean hasJustOpened(LedgerState before, Day window, long nowMillis) {
    return window.startMillis() <= nowMillis
        && window.startMillis() > nowMillis - 20_000
        && before.days().stream().anyMatch(each -> each.seq() == window.seq());
  }

  private static LedgerState with(LedgerState state, UnaryOperator<Day> change) {
    return new LedgerState(
        state.epoch(),
        state.commitId(),
        state.days().stream().map(change).toList(),
        state.months(),
        state.requests(),
        state.tokens(),
        state.shares(),
        state.standing(),
        state.usage(),
        state.costTotal(),
        state.spenders(),
        state.pods(),
        state.resets(),
        state.settlements());
  }

  private static LedgerState with(LedgerState state, RateShares shares) {
    return with(state, shares, state.standing());
  }

  private static LedgerState with(
      LedgerState state, RateShares shares, List<StandingTokens> standing) {
    return new LedgerState(
        state.epoch(),
        state.commitId(),
        state.days(),
        state.months(),
        state.requests(),
        state.tokens(),
        shares,
        standing,
        state.usage(),
        state.costTotal(),
        state.spenders(),
        state.pods(),
        state.resets(),
        state.settlements());
  }

  private static LedgerState withoutSlots(LedgerState state, String holder) {
    return new LedgerState(
        state.epoch(),
        state.commitId(),
        state.days(),
        state.months(),
        state.requests().stream().filter(slot -> !slot.holder().equals(holder)).toList(),
        state.tokens(),
        state.shares(),
        state.standing(),
        state.usage(),
        state.costTotal(),
        state.spenders(),
        state.pods(),
        state.resets(),
        state.settlements());
  }

  private static RateShares shares(LedgerState state, UnaryOperator<RateShare> change) {
    var shares = state.shares();
    return new RateShares(
        shares.epoch(),
        shares.holders().stream().map(change).toList(),
        shares.poolParts(),
        shares.poolPerMinute(),
        shares.filledMillis());
  }

  private static RateShare expiring(RateShare share, long atMillis) {
    return new RateShare(
        share.holder(),
        share.incarnation(),
        share.seq(),
        share.granted(),
        share.counted(),
        share.demand(),
        atMillis);
  }

  /** The grant as the world's bug about rates, if it has one, changes it in the answer. */
  @Nullable RateGrant asAnswered(@Nullable RateGrant grant) {
    if (grant == null) {
      return null;
    }
    var share = grant.share();
    return switch (world.bug) {
      case RATE_TOKENS_ARE_DOUBLED ->
          new RateGrant(
              grant.slot(),
              2 * grant.amount(),
              grant.validMillis(),
              grant.retryAfterMillis(),
              share,
              grant.standing());
      case RATE_SHARES_ARE_DOUBLED ->
          share == null
              ? grant
              : new RateGrant(
                  grant.slot(),
                  grant.amount(),
                  grant.validMillis(),
                  grant.retryAfterMillis(),
                  new RateGrant.Share(2 * share.perMinute(), 2 * share.depth(), share.ttlMillis()),
                  grant.standing());
      case STANDING_IS_DOUBLED ->
          grant.standing() == null
              ? grant
              : grant.with(
                  new RateGrant.Standing(
                      2 * grant.standing().granted(),
                      2 * grant.standing().keep(),
                      grant.standing().ttlMillis()));
      default -> grant;
    };
  }

  private static Day leases(Day window, List<Lease> leases) {
    return new Day(
        window.seq(),
        window.id(),
        window.month(),
        window.zone(),
        window.startMillis(),
        window.endMillis(),
        window.spent(),
        window.estimated(),
        window.resolved(),
        window.writtenOff(),
        window.forgiven(),
        leases,
        window.unread());
  }

  List<WindowGrant> asAnswered(List<WindowGrant> grants) {
    return world.bug == Bug.GRANTS_ARE_DOUBLED
        ? grants.stream().map(Mistakes::doubled).toList()
        : grants;
  }

  private static WindowGrant doubled(WindowGrant grant) {
    Money granted = grant.granted().times(2);
    return new WindowGrant(
        grant.seq(),
        grant.id(),
        grant.incarnation(),
        grant.known(),
        grant.startsInMillis(),
        grant.endsInMillis(),
        granted,
        grant.reported(),
        grant.returned());
  }
}
