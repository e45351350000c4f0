package ai.kernelpanic09.sidecar.endpoint;

import ai.kernelpanic09.core.account.Gate;
import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.protocol.EndpointAnswer;
import ai.kernelpanic09.core.protocol.EndpointSync;
import ai.kernelpanic09.sidecar.bedrock.SigningKeys;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.jspecify.annotations.Nullable;

/** One endpoint as this process serves it. Owned by the event loop. */
public final class ServedEndpoint {

  private final EndpointName name;
  private final Gate gate;
  private final EndpointMeters meters;
  private final Breakers breakers;
  private @Nullable SigningKeys keys;
  private @Nullable Revision revision;
  private final Promise<Void> answered = Promise.promise();

  ServedEndpoint(EndpointName name, Gate gate, EndpointMeters meters, Breakers breakers) {
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

  /** The report and the wishes for the operator, to be sent in request {@code seq}. */
  public EndpointSync report(long seq, long nowNanos) {
    var usable = keys(nowNanos);
    return gate.report(usable == null ? null : usable.id(), seq, nowNanos)
        .withCircuitOpen(breakers.isOpen(nowNanos));
  }

  /**
   * Takes the operator's answer to request {@code seq}, sent at {@code sentNanos}.
   *
   * @return whether the next request must come under a new incarnation
   */
  public boolean answer(EndpointAnswer answer, long seq, long sentNanos, long nowNanos) {
    var session = answer.credentials();
    if (session != null) {
      keys = SigningKeys.of(session, sentNanos);
    }
    var renew = gate.answer(answer, seq, sentNanos, nowNanos);
    answered.tryComplete();
    return renew;
  }

  /** Completes when the operator has said something about it for the first time. */
  public Future<Void> answered() {
    return answered.future();
  }

  /** The keys to sign with; null when there are none that are still valid. */
  public @Nullable SigningKeys keys(long nowNanos) {
    return keys != null && keys.expiresNanos() - nowNanos > 0 ? keys : null;
  }

  /** Drops keys that AWS has refused. */
  public void dropKeys(SigningKeys refused) {
    if (keys != null && keys.id().equals(refused.id())) {
      keys = null;
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
