package ai.kernelpanic09.operator.control;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.Ask;
import ai.kernelpanic09.core.ledger.LedgerAnswer;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.EndpointAnswer;
import ai.kernelpanic09.core.protocol.EndpointSync;
import ai.kernelpanic09.core.protocol.KnownTemplate;
import ai.kernelpanic09.core.protocol.RateAsk;
import ai.kernelpanic09.core.protocol.SessionCredentials;
import ai.kernelpanic09.core.protocol.SyncAnswer;
import ai.kernelpanic09.core.protocol.SyncRequest;
import ai.kernelpanic09.core.protocol.TemplateAnswer;
import ai.kernelpanic09.operator.aws.AwsFailure;
import ai.kernelpanic09.operator.budget.BudgetAuthority;
import ai.kernelpanic09.operator.budget.LedgerRefusal;
import ai.kernelpanic09.operator.budget.Settled;
import ai.kernelpanic09.operator.cluster.ClusterView;
import ai.kernelpanic09.operator.credentials.CredentialBroker;
import ai.kernelpanic09.operator.serving.ServingPlan;
import ai.kernelpanic09.operator.serving.ServingPlans;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Answers a holder: settles its reports, and gives it money, rate, limits and credentials. */
final class SyncService {

  private static final long RENEW_MILLIS = 5_000;
  private static final long RENEW_SCARCE_MILLIS = 2_000;

  private static final ServingPlan NOT_ALLOWED =
      new ServingPlan(false, "EndpointNotAllowed", "this pod may not use the endpoint", null, null);

  private final ClusterView cluster;
  private final HolderAccess access;
  private final ServingPlans plans;
  private final BudgetAuthority authority;
  private final CredentialBroker broker;
  private final BiFunction<Holder, List<KnownTemplate>, List<TemplateAnswer>> templates;
  private final Consumer<EndpointName> nudge;
  private final InstantSource clock;

  SyncService(
      ClusterView cluster,
      HolderAccess access,
      ServingPlans plans,
      BudgetAuthority authority,
      CredentialBroker broker,
      BiFunction<Holder, List<KnownTemplate>, List<TemplateAnswer>> templates,
      Consumer<EndpointName> nudge,
      InstantSource clock) {
    this.cluster = cluster;
    this.access = access;
    this.plans = plans;
    this.authority = authority;
    this.broker = broker;
    this.templates = templates;
    this.nudge = nudge;
    this.clock = clock;
  }

  private record Pending(
      EndpointSync sync, ServingPlan plan, @Nullable CompletableFuture<Settled> settled) {}

  /**
   * @throws ControlFailure when nothing can be said at the moment, or nothing of it is allowed
   */
  SyncAnswer answer(Holder holder, SyncRequest request) {
    if (!authority.isLeading()) {
      throw ControlFailure.notLeader();
    }
    var pending = new ArrayList<Pending>();
    for (var sync : request.endpoints()) {
      pending.add(submit(holder, request, sync));
    }
    var refused = pending.stream().filter(each -> each.plan.equals(NOT_ALLOWED)).count();
    if (refused > 0 && refused == pending.size()) {
      throw ControlFailure.forbidden(NOT_ALLOWED.reason(), NOT_ALLOWED.message());
    }
    var answers = new ArrayList<EndpointAnswer>();
    var epoch = 0L;
    var scarce = false;
    for (var each : pending) {
      var settled = settled(each);
      if (settled == null) {
        answers.add(closed(each.sync, each.plan));
        continue;
      }
      epoch = Math.max(epoch, settled.epoch());
      scarce |= settled.answer().scarce();
      answers.add(answer(each, settled.answer()));
    }
    return new SyncAnswer(
        SyncRequest.PROTOCOL,
        epoch,
        request.seq(),
        scarce ? RENEW_SCARCE_MILLIS : RENEW_MILLIS,
        answers,
        templates.apply(holder, request.revisions()));
  }

  private Pending submit(Holder holder, SyncRequest request, EndpointSync sync) {
    var name = sync.endpoint();
    var endpoint = cluster.endpoint(name);
    if (endpoint.isEmpty()) {
      return new Pending(
          sync,
          new ServingPlan(
              false, "EndpointNotFound", "there is no ModelEndpoint " + name, null, null),
          null);
    }
    var allowed = access.isAllowed(holder, endpoint.get());
    var plan = allowed ? plans.of(name).orElse(null) : NOT_ALLOWED;
    if (plan == null) {
      // A new leader has not looked at it yet: what the holder has stays good.
      throw ControlFailure.unavailable("ModelEndpoint " + name + " is being reconciled");
    }
    if (plan.equals(NOT_ALLOWED) && sync.windows().isEmpty()) {
      return new Pending(sync, plan, null);
    }
    var ask =
        new Ask(
            holder.podUid(),
            podName(holder, name),
            holder.workload(),
            request.incarnation(),
            request.seq(),
            plan.ready() ? sync : reportsOnly(sync));
    return new Pending(sync, plan, authority.submit(name, ask));
  }

  private static String podName(Holder holder, EndpointName endpoint) {
    return holder.namespace().equals(endpoint.namespace())
        ? holder.podName()
        : holder.namespace() + "/" + holder.podName();
  }

  /** What was spent is booked even where nothing more may be. */
  private static EndpointSync reportsOnly(EndpointSync sync) {
    return new EndpointSync(
        sync.endpoint(),
        sync.knownLimits(),
        sync.knownCredentials(),
        sync.windows(),
        Money.ZERO,
        Money.ZERO,
        0,
        new RateAsk(0, sync.requests().returned()),
        new RateAsk(0, sync.tokens().returned()));
  }

  private static @Nullable Settled settled(Pending pending) {
    if (pending.settled == null) {
      return null;
    }
    try {
      return pending.settled.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof LedgerRefusal refusal) {
        return switch (refusal.reason()) {
          case NOT_LEADER -> throw ControlFailure.notLeader();
          case UNAVAILABLE -> throw ControlFailure.unavailable("the ledger can't be kept now");
          case NO_ENDPOINT -> null;
        };
      }
      throw e;
    }
  }

  private EndpointAnswer answer(Pending pending, LedgerAnswer ledger) {
    var plan = pending.plan;
    var sync = pending.sync;
    SessionCredentials credentials = null;
    var denied = (AwsFailure) null;
    var limits = plan.ready() ? null : plan.limits();
    var grant = plan.grant();
    if (plan.ready() && grant != null) {
      try {
        credentials = credentials(sync, grant);
        // Credentials are bound to the guardrail's version: newer limits must wait for newer ones.
        limits = plan.limits();
      } catch (AwsFailure e) {
        // A passing failure changes nothing for holders whose credentials are valid still.
        denied = e.isPassing() ? null : e;
        nudge.accept(sync.endpoint());
      }
    }
    var ready = plan.ready() && denied == null;
    return new EndpointAnswer(
        sync.endpoint(),
        ready,
        ready ? null : denied == null ? plan.reason() : "RoleAssumable",
        ready ? null : denied == null ? plan.message() : denied.text(),
        limits == null || limits.revision().equals(sync.knownLimits()) ? null : limits,
        credentials,
        ledger.windows(),
        ledger.keep(),
        ledger.requests(),
        ledger.tokens(),
        ledger.exhausted(),
        ledger.queued());
  }

  /** Null when the holder has them already. */
  private @Nullable SessionCredentials credentials(EndpointSync sync, ServingPlan.Grant grant) {
    var session = broker.session(sync.endpoint(), grant.roleArn(), grant.region(), grant.policy());
    if (session.id().equals(sync.knownCredentials())) {
      return null;
    }
    var keys = session.credentials();
    return new SessionCredentials(
        session.id(),
        keys.accessKeyId(),
        keys.secretAccessKey(),
        keys.sessionToken(),
        Duration.between(clock.instant(), session.expires()).toMillis());
  }

  private static EndpointAnswer closed(EndpointSync sync, ServingPlan plan) {
    return new EndpointAnswer(
        sync.endpoint(),
        false,
        plan.ready() ? "EndpointNotFound" : plan.reason(),
        plan.ready() ? "the ModelEndpoint was deleted" : plan.message(),
        null,
        null,
        List.of(),
        Money.ZERO,
        null,
        null,
        null);
  }
}
