package ai.kernelpanic09.operator.control;

import ai.kernelpanic09.api.condition.ConditionReason;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.Ask;
import ai.kernelpanic09.core.protocol.EndpointAnswer;
import ai.kernelpanic09.core.protocol.EndpointSync;
import ai.kernelpanic09.core.protocol.KnownTemplate;
import ai.kernelpanic09.core.protocol.SessionCredentials;
import ai.kernelpanic09.core.protocol.SyncAnswer;
import ai.kernelpanic09.core.protocol.SyncRequest;
import ai.kernelpanic09.core.protocol.TemplateAnswer;
import ai.kernelpanic09.core.sync.NotServed;
import ai.kernelpanic09.core.sync.Serving;
import ai.kernelpanic09.core.sync.SessionOutcome;
import ai.kernelpanic09.core.sync.SyncAnswers;
import ai.kernelpanic09.operator.aws.AwsFailure;
import ai.kernelpanic09.operator.budget.BudgetAuthority;
import ai.kernelpanic09.operator.budget.LedgerRefusal;
import ai.kernelpanic09.operator.budget.Settled;
import ai.kernelpanic09.operator.cluster.ClusterView;
import ai.kernelpanic09.operator.credentials.CredentialBroker;
import ai.kernelpanic09.operator.credentials.Session;
import ai.kernelpanic09.operator.credentials.SessionRefusal;
import ai.kernelpanic09.operator.outage.ModelTroubles;
import ai.kernelpanic09.operator.serving.ServingPlan;
import ai.kernelpanic09.operator.serving.ServingPlans;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers a holder: settles its reports, and gives it money, rate, limits and credentials. */
final class SyncService {

  private static final Logger LOG = LoggerFactory.getLogger(SyncService.class);

  /**
   * Time for an answer, from the arrival of the request: below the 5 s after which a sidecar gives
   * up a request, and loses what it was granted.
   */
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(3_500);

  /** An honest ledger's turn to write comes several times in it. */
  private static final Duration QUIET = Duration.ofSeconds(1);

  private static final ServingPlan NOT_ALLOWED =
      refused(NotServed.ENDPOINT_NOT_ALLOWED, "this pod may not use the endpoint");

  private final ClusterView cluster;
  private final HolderAccess access;
  private final ServingPlans plans;
  private final BudgetAuthority authority;
  private final CredentialBroker broker;
  private final ModelTroubles troubles;
  private final BiFunction<Holder, List<KnownTemplate>, List<TemplateAnswer>> templates;
  private final Consumer<EndpointName> nudge;
  private final InstantSource clock;
  private final AnswerWait wait = new AnswerWait(QUIET);
  private final Executor sessions = task -> Thread.ofVirtual().name("session").start(task);
  private final Executor news = task -> Thread.ofVirtual().name("template-news").start(task);

  SyncService(
      ClusterView cluster,
      HolderAccess access,
      ServingPlans plans,
      BudgetAuthority authority,
      CredentialBroker broker,
      ModelTroubles troubles,
      BiFunction<Holder, List<KnownTemplate>, List<TemplateAnswer>> templates,
      Consumer<EndpointName> nudge,
      InstantSource clock) {
    this.cluster = cluster;
    this.access = access;
    this.plans = plans;
    this.authority = authority;
    this.broker = broker;
    this.troubles = troubles;
    this.templates = templates;
    this.nudge = nudge;
    this.clock = clock;
  }

  /** One endpoint of a sync whose answer is under way. */
  private record Pending(
      EndpointSync sync,
      ServingPlan plan,
      @Nullable CompletableFuture<Settled> settled,
      @Nullable CompletableFuture<Session> session) {}

  /**
   * Answers each endpoint by itself: if one fails or does not come, the others are answered.
   *
   * @param arrivedNanos when the request arrived, by {@link System#nanoTime}
   * @throws ControlFailure when another operator leads, the holder may use none of the endpoints,
   *     or the request has waited for so long that the holder is about to give it up
   */
  SyncAnswer answer(Holder holder, SyncRequest request, long arrivedNanos) {
    if (!authority.isLeading()) {
      throw ControlFailure.notLeader();
    }
    var deadline = arrivedNanos + PATIENCE_NANOS;
    if (deadline - System.nanoTime() <= 0) {
      throw ControlFailure.unavailable("the request has waited for too long");
    }
    var outcomes = new EndpointOutcomes();
    var pending = submitAll(holder, request, outcomes);
    refuseIfNothingIsAllowed(request, pending);
    await(pending, deadline);
    for (var each : pending) {
      settle(each, outcomes);
    }
    outcomes.failIfAnotherLeads();
    return outcomes.answer(request, news(holder, request, deadline));
  }

  private void await(List<Pending> pending, long deadline) {
    var parts = new ArrayList<CompletableFuture<?>>();
    for (var each : pending) {
      if (each.settled != null) {
        parts.add(each.settled);
      }
      if (each.session != null) {
        parts.add(each.session);
      }
    }
    var doubtful = pending.stream().allMatch(each -> authority.isFailing(each.sync.endpoint()));
    wait.await(parts, deadline, doubtful);
  }

  /** Begins with all endpoints at once, so that none waits for another one's ledger. */
  private List<Pending> submitAll(Holder holder, SyncRequest request, EndpointOutcomes outcomes) {
    var pending = new ArrayList<Pending>();
    for (var sync : request.endpoints()) {
      try {
        pending.add(submit(holder, request, sync));
      } catch (RuntimeException e) {
        outcomes.failed(sync.endpoint(), e);
      }
    }
    return pending;
  }

  private static void refuseIfNothingIsAllowed(SyncRequest request, List<Pending> pending) {
    var refused =
        pending.stream()
            .filter(each -> each.plan.equals(NOT_ALLOWED) && each.settled == null)
            .count();
    if (refused > 0 && refused == request.endpoints().size()) {
      throw new ControlFailure(ControlError.ENDPOINT_NOT_ALLOWED, NOT_ALLOWED.message());
    }
  }

  /** Adds what an endpoint's ledger and session say to the outcomes. */
  private void settle(Pending pending, EndpointOutcomes outcomes) {
    var sync = pending.sync;
    try {
      var settled = settled(pending);
      if (settled == null) {
        outcomes.closed(closed(sync, pending.plan));
      } else {
        var session = session(pending);
        outcomes.answered(
            SyncAnswers.endpoint(sync, serving(pending.plan), session, settled.answer()), settled);
      }
    } catch (LedgerRefusal unreadable) {
      outcomes.closed(
          SyncAnswers.closed(
              sync.endpoint(), ConditionReason.LEDGER_UNREADABLE.id(), unreadable.getMessage()));
    } catch (RuntimeException e) {
      outcomes.failed(sync.endpoint(), e);
    }
  }

  /**
   * News of prompts, which may take requests to the API server; none if they do not come in time:
   * the grants must arrive, and news is asked for again soon.
   */
  private List<TemplateAnswer> news(Holder holder, SyncRequest request, long deadline) {
    if (request.revisions().isEmpty()) {
      return List.of();
    }
    var told =
        CompletableFuture.supplyAsync(() -> templates.apply(holder, request.revisions()), news);
    wait.await(List.of(told), deadline, true);
    try {
      return told.getNow(List.of());
    } catch (CompletionException e) {
      LOG.warn("event=template_news_failed error=\"{}\"", e.getCause());
      return List.of();
    }
  }

  private Pending submit(Holder holder, SyncRequest request, EndpointSync sync) {
    var name = sync.endpoint();
    var endpoint = cluster.endpoint(name);
    if (endpoint.isEmpty()) {
      return new Pending(
          sync,
          refused(NotServed.ENDPOINT_NOT_FOUND, "there is no ModelEndpoint " + name),
          null,
          null);
    }
    var allowed = access.isAllowed(holder, endpoint.get());
    var plan = allowed ? plans.of(name).orElse(null) : NOT_ALLOWED;
    if (plan == null) {
      // A new leader has not reconciled the endpoint yet: the holder keeps what it has.
      plans.await(name);
      throw ControlFailure.unavailable("ModelEndpoint " + name + " is being reconciled");
    }
    if (plan.equals(NOT_ALLOWED) && !owesReports(holder, sync)) {
      return new Pending(sync, plan, null, null);
    }
    if (allowed && troubles.heard(holder.podUid(), sync)) {
      nudge.accept(name);
    }
    var ask =
        new Ask(
            holder.podUid(),
            podName(holder, name),
            holder.workload(),
            request.incarnation(),
            request.seq(),
            SyncAnswers.heard(sync, serving(plan)));
    var grant = plan.grant();
    return new Pending(
        sync,
        plan,
        authority.submit(name, ask),
        plan.ready() && grant != null ? session(holder, name, grant) : null);
  }

  /**
   * Whether the holder reports on leases from a time when it was allowed to use the endpoint. To
   * others the ledger of an endpoint that they may not use says and does nothing.
   */
  private boolean owesReports(Holder holder, EndpointSync sync) {
    return !sync.windows().isEmpty() && authority.hasLease(sync.endpoint(), holder.podUid());
  }

  /** STS may be slow: no endpoint waits for another one's session. */
  private CompletableFuture<Session> session(
      Holder holder, EndpointName name, ServingPlan.Grant grant) {
    return CompletableFuture.supplyAsync(
        () ->
            broker.lent(name, holder.namespace(), grant.roleArn(), grant.region(), grant.policy()),
        sessions);
  }

  private static String podName(Holder holder, EndpointName endpoint) {
    return holder.namespace().equals(endpoint.namespace())
        ? holder.podName()
        : holder.namespace() + "/" + holder.podName();
  }

  private static ServingPlan refused(NotServed why, String message) {
    return new ServingPlan(false, why.reason(), message, null, null);
  }

  private static Serving serving(ServingPlan plan) {
    return new Serving(plan.ready(), plan.reason(), plan.message(), plan.limits());
  }

  private static @Nullable Settled settled(Pending pending) {
    var settled = pending.settled;
    if (settled == null) {
      return null;
    }
    // Withdrawn, so that nothing is granted that the holder will not hear of.
    if (settled.cancel(false)) {
      throw ControlFailure.unavailable(
          pending.sync.endpoint() + ": its ledger has not answered in time");
    }
    try {
      return result(settled);
    } catch (LedgerRefusal refusal) {
      return switch (refusal.reason()) {
        case NOT_LEADER -> throw ControlFailure.notLeader();
        case UNAVAILABLE ->
            throw ControlFailure.unavailable(pending.sync.endpoint() + ": " + refusal.getMessage());
        case NO_ENDPOINT -> null;
        case UNREADABLE -> throw refusal;
      };
    }
  }

  /** The result of a future that is done; throws the exception that it failed with. */
  private static <T> T result(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private SessionOutcome session(Pending pending) {
    var session = pending.session;
    if (session == null) {
      return new SessionOutcome.Missing();
    }
    var endpoint = pending.sync.endpoint();
    if (!session.isDone()) {
      LOG.warn("event=session_late endpoint={}", endpoint);
      return new SessionOutcome.Missing();
    }
    try {
      return new SessionOutcome.Given(credentials(result(session)));
    } catch (AwsFailure e) {
      nudge.accept(endpoint);
      // A passing failure changes nothing for holders whose credentials are still valid.
      return e.isPassing()
          ? new SessionOutcome.Missing()
          : new SessionOutcome.Refused(SessionRefusal.reason(e).id(), e.text());
    }
  }

  private SessionCredentials credentials(Session session) {
    var keys = session.credentials();
    return new SessionCredentials(
        session.id(),
        keys.accessKeyId(),
        keys.secretAccessKey(),
        keys.sessionToken(),
        Duration.between(clock.instant(), session.expires()).toMillis());
  }

  /** The answer for an endpoint that has no ledger. */
  private static EndpointAnswer closed(EndpointSync sync, ServingPlan plan) {
    var why =
        plan.ready()
            ? refused(NotServed.ENDPOINT_NOT_FOUND, "the ModelEndpoint was deleted")
            : plan;
    return SyncAnswers.closed(sync.endpoint(), why.reason(), why.message());
  }
}
