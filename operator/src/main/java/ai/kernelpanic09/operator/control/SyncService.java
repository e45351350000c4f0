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
import ai.kernelpanic09.operator.serving.ServingPlan;
import ai.kernelpanic09.operator.serving.ServingPlans;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers a holder: settles its reports, and gives it money, rate, limits and credentials. */
final class SyncService {

  private static final Logger LOG = LoggerFactory.getLogger(SyncService.class);

  /**
   * Time for an answer: below the 5 s after which a sidecar gives up a request, and loses what it
   * was granted.
   */
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(3_500);

  /** Time that must be left to read news of prompts, which may take requests to the API server. */
  private static final long NEWS_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final ServingPlan NOT_ALLOWED =
      refused(NotServed.ENDPOINT_NOT_ALLOWED, "this pod may not use the endpoint");

  private final ClusterView cluster;
  private final HolderAccess access;
  private final ServingPlans plans;
  private final BudgetAuthority authority;
  private final CredentialBroker broker;
  private final BiFunction<Holder, List<KnownTemplate>, List<TemplateAnswer>> templates;
  private final Consumer<EndpointName> nudge;
  private final InstantSource clock;
  private final Executor sessions = task -> Thread.ofVirtual().name("session").start(task);

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

  /** One endpoint of a sync whose answer is under way. */
  private record Pending(
      EndpointSync sync,
      ServingPlan plan,
      @Nullable CompletableFuture<Settled> settled,
      @Nullable CompletableFuture<Session> session) {}

  /**
   * Answers each endpoint by itself: if one fails, the others are answered. If no endpoint can be
   * answered, the request fails as a whole, so that the holder backs off.
   *
   * @throws ControlFailure when no endpoint can be answered at the moment, or the holder may use
   *     none of them
   */
  SyncAnswer answer(Holder holder, SyncRequest request) {
    if (!authority.isLeading()) {
      throw ControlFailure.notLeader();
    }
    var deadline = System.nanoTime() + PATIENCE_NANOS;
    var outcomes = new EndpointOutcomes();
    var pending = submitAll(holder, request, outcomes);
    refuseIfNothingIsAllowed(request, pending);
    for (var each : pending) {
      settle(each, deadline, outcomes);
    }
    outcomes.failIfNothingIsAnswered();
    return outcomes.answer(request, news(holder, request, deadline));
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
    var refused = pending.stream().filter(each -> each.plan.equals(NOT_ALLOWED)).count();
    if (refused > 0 && refused == request.endpoints().size()) {
      throw new ControlFailure(ControlError.ENDPOINT_NOT_ALLOWED, NOT_ALLOWED.message());
    }
  }

  /** Waits for an endpoint's ledger and session, and adds what they say to the outcomes. */
  private void settle(Pending pending, long deadline, EndpointOutcomes outcomes) {
    var sync = pending.sync;
    try {
      var settled = settled(pending, deadline);
      if (settled == null) {
        outcomes.closed(closed(sync, pending.plan));
      } else {
        var session = session(pending, deadline);
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
   * News of prompts, empty if time is short: the grants must arrive, and news is asked for again
   * soon.
   */
  private List<TemplateAnswer> news(Holder holder, SyncRequest request, long deadline) {
    if (deadline - System.nanoTime() < NEWS_NANOS) {
      return List.of();
    }
    try {
      return templates.apply(holder, request.revisions());
    } catch (RuntimeException e) {
      LOG.warn("event=template_news_failed error=\"{}\"", e.toString());
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
      throw ControlFailure.unavailable("ModelEndpoint " + name + " is being reconciled");
    }
    if (plan.equals(NOT_ALLOWED) && sync.windows().isEmpty()) {
      return new Pending(sync, plan, null, null);
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

  private static @Nullable Settled settled(Pending pending, long deadline) {
    if (pending.settled == null) {
      return null;
    }
    try {
      return await(pending.settled, deadline);
    } catch (LedgerRefusal refusal) {
      return switch (refusal.reason()) {
        case NOT_LEADER -> throw ControlFailure.notLeader();
        case UNAVAILABLE ->
            throw ControlFailure.unavailable(pending.sync.endpoint() + ": " + refusal.getMessage());
        case NO_ENDPOINT -> null;
        case UNREADABLE -> throw refusal;
      };
    } catch (TimeoutException e) {
      throw ControlFailure.unavailable(
          pending.sync.endpoint() + ": its ledger has not answered in time");
    }
  }

  /** The future's result; throws the exception that the future failed with. */
  private static <T> T await(CompletableFuture<T> future, long deadline) throws TimeoutException {
    try {
      return future.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new CompletionException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CompletionException(e);
    }
  }

  private SessionOutcome session(Pending pending, long deadline) {
    if (pending.session == null) {
      return new SessionOutcome.Missing();
    }
    var endpoint = pending.sync.endpoint();
    try {
      return new SessionOutcome.Given(credentials(await(pending.session, deadline)));
    } catch (AwsFailure e) {
      nudge.accept(endpoint);
      // A passing failure changes nothing for holders whose credentials are still valid.
      return e.isPassing()
          ? new SessionOutcome.Missing()
          : new SessionOutcome.Refused(SessionRefusal.reason(e).id(), e.text());
    } catch (TimeoutException e) {
      LOG.warn("event=session_late endpoint={}", endpoint);
      return new SessionOutcome.Missing();
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
