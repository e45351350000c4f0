package ai.kernelpanic09.sidecar.endpoint;

import ai.kernelpanic09.core.account.ClosedShapes;
import ai.kernelpanic09.core.account.Gate;
import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.protocol.EndpointAnswer;
import ai.kernelpanic09.core.protocol.EndpointSync;
import ai.kernelpanic09.core.protocol.OverrunReport;
import ai.kernelpanic09.core.protocol.SessionCredentials;
import ai.kernelpanic09.sidecar.bedrock.SigningKeys;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One endpoint as this process serves it. Owned by the event loop. */
public final class ServedEndpoint implements Supplied {

  /** How long keys are not taken again that AWS calls expired. */
  private static final long EXPIRED_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final EndpointName name;
  private final Gate gate;
  private final EndpointMeters meters;
  private final Breakers breakers;
  private final ClosedShapes closedShapes = new ClosedShapes();
  private final UnlistedGuardrails unlisted = new UnlistedGuardrails();
  private final InstantSource wallClock;
  private final Set<KeyWaiter> keyWaiters = new LinkedHashSet<>();
  private @Nullable SigningKeys keys;

  /** Id of keys that have expired by AWS's clock, and when that was noticed. */
  private @Nullable String expiredId;

  private long expiredNanos;
  private @Nullable Revision revision;
  private final Promise<Void> answered = Promise.promise();

  ServedEndpoint(
      EndpointName name,
      Gate gate,
      EndpointMeters meters,
      Breakers breakers,
      InstantSource wallClock) {
    this.wallClock = wallClock;
    this.breakers = breakers;
    this.name = name;
    this.gate = gate;
    this.meters = meters;
  }

  public EndpointName name() {
    return name;
  }

  public Gate gate() {
    return gate;
  }

  public EndpointMeters meters() {
    return meters;
  }

  /** The circuit breakers of its callers. */
  public Breakers breakers() {
    return breakers;
  }

  /** The shapes of calls that are not made, since their worst case is too low. */
  public ClosedShapes closedShapes() {
    return closedShapes;
  }

  /** The guardrails that are applied to its calls, and that its limits do not know. */
  public UnlistedGuardrails unlisted() {
    return unlisted;
  }

  /** The report and the wishes for the operator, to be sent in request {@code seq}. */
  public EndpointSync report(long seq, long nowNanos) {
    var usable = keys(nowNanos);
    return gate.report(usable == null ? null : usable.id(), seq, nowNanos)
        .withCircuitOpen(breakers.isOpen(nowNanos))
        .withBoundOverrun(overrun());
  }

  private @Nullable OverrunReport overrun() {
    var limits = gate.limits();
    var overrun = limits == null ? null : closedShapes.latest(limits);
    return overrun == null
        ? null
        : new OverrunReport(
            overrun.shape(),
            overrun.billed().min(EndpointSync.MAX_PER_CALL),
            overrun.reserved().min(EndpointSync.MAX_PER_CALL));
  }

  /**
   * Takes the operator's answer to request {@code seq}, sent at {@code sentNanos}.
   *
   * @return whether the next request must come under a new incarnation
   */
  public boolean answer(EndpointAnswer answer, long seq, long sentNanos, long nowNanos) {
    var session = answer.credentials();
    if (session != null) {
      take(session, sentNanos, nowNanos);
    }
    var renew = gate.answer(answer, seq, sentNanos, nowNanos);
    if (!answer.ready() || keys(nowNanos) != null) {
      tellOfKeys();
    }
    answered.tryComplete();
    return renew;
  }

  /** Completes when the operator has said something about it for the first time. */
  public Future<Void> answered() {
    return answered.future();
  }

  /** The keys to sign with; null when there are none that are still valid. */
  public @Nullable SigningKeys keys(long nowNanos) {
    return keys != null && areValid(keys, nowNanos) ? keys : null;
  }

  /** Whether the keys have not expired. */
  public boolean areValid(SigningKeys held, long nowNanos) {
    return held.areValid(nowNanos, wallClock.instant());
  }

  /** Drops keys that AWS does not know, or not yet. */
  public void dropKeys(SigningKeys refused) {
    if (keys != null && keys.id().equals(refused.id())) {
      keys = null;
    }
  }

  /** Drops keys that have expired, by AWS's clock: the operator may send them once more. */
  public void dropExpired(SigningKeys expired, long nowNanos) {
    dropKeys(expired);
    expiredId = expired.id();
    expiredNanos = nowNanos;
  }

  private void take(SessionCredentials session, long sentNanos, long nowNanos) {
    if (!session.id().equals(expiredId) || nowNanos - expiredNanos >= EXPIRED_NANOS) {
      // The time that the answer took is taken off by both clocks.
      var sent = wallClock.instant().minusNanos(Math.max(0, nowNanos - sentNanos));
      keys = SigningKeys.of(session, sentNanos, sent);
    }
  }

  /**
   * Runs {@code then} when there are keys, when the operator says that calls are not served, or at
   * {@code untilNanos} at the latest. Until then the operator is asked again and again.
   */
  public void awaitKeys(Upstream upstream, long untilNanos, Runnable then) {
    var waiter = new KeyWaiter(then);
    keyWaiters.add(waiter);
    upstream.after(
        upstream.millisUntil(untilNanos),
        () -> {
          if (keyWaiters.remove(waiter)) {
            then.run();
          }
        });
    upstream.changed().accept(this);
  }

  @Override
  public boolean isAwaited() {
    return gate.waiting() > 0 || !keyWaiters.isEmpty();
  }

  @Override
  public boolean isSyncWanted(long nowNanos) {
    return gate.isSyncWanted(nowNanos);
  }

  @Override
  public long quietNanos(long nowNanos) {
    return gate.quietNanos(nowNanos);
  }

  @Override
  public boolean isDrained() {
    return gate.isDrained();
  }

  private void tellOfKeys() {
    var waiters = List.copyOf(keyWaiters);
    keyWaiters.clear();
    waiters.forEach(each -> each.then.run());
  }

  /** One that waits for keys; no two are equal. */
  private static final class KeyWaiter {
    private final Runnable then;

    KeyWaiter(Runnable then) {
      this.then = then;
    }
  }

  /**
   * The revision of these limits, made anew only when the limits have changed.
   *
   * @throws IllegalArgumentException when the limits name no valid address
   */
  public Revision revision(EndpointLimits limits) {
    var known = revision;
    if (known == null || !known.limits().equals(limits)) {
      known = new Revision(name, limits);
      revision = known;
    }
    return known;
  }
}
