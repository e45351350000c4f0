package ai.kernelpanic09.operator.control;

import ai.kernelpanic09.api.Names;
import ai.kernelpanic09.core.endpoint.NamespaceAccess;
import ai.kernelpanic09.core.failure.ErrorCode;
import ai.kernelpanic09.core.protocol.CallerCheck;
import ai.kernelpanic09.core.protocol.CallerVerdict;
import ai.kernelpanic09.operator.cluster.ClusterView;
import ai.kernelpanic09.webhook.inject.pod.WorkloadName;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Tells the gateway which workload its caller is, and whether it may call an endpoint. */
final class CallerService {

  private static final long TOKEN_MILLIS = 60_000;
  // Short, because an address may soon belong to another pod.
  private static final long ADDRESS_MILLIS = 5_000;
  private static final long REFUSED_MILLIS = 2_000;

  private final ClusterView cluster;
  private final CallerTokens tokens;
  private final InstantSource clock;
  private final KubernetesSerialization json = new KubernetesSerialization();

  CallerService(ClusterView cluster, CallerTokens tokens, InstantSource clock) {
    this.cluster = cluster;
    this.tokens = tokens;
    this.clock = clock;
  }

  private record Caller(String namespace, @Nullable String workload, long holdsMillis) {}

  /**
   * @throws ControlFailure 403 when the holder isn't the gateway, 503 when the API server can't be
   *     asked; everything else is a verdict
   */
  CallerVerdict verdict(Holder gateway, CallerCheck check) {
    if (!gateway.gateway()) {
      throw new ControlFailure(
          ControlError.NOT_GATEWAY, "only the gateway may ask who a caller is");
    }
    var endpoint = cluster.endpoint(check.endpoint());
    if (endpoint.isEmpty()) {
      return refused(ErrorCode.UNKNOWN_ENDPOINT, "there is no ModelEndpoint " + check.endpoint());
    }
    Caller caller;
    try {
      caller = check.token() == null ? byAddress(check) : byToken(check.token());
    } catch (ControlFailure e) {
      if (e.status() == 503) {
        throw e;
      }
      return refused(ErrorCode.NOT_ALLOWED, e.text());
    }
    return NamespaceAccess.isAllowed(
            check.endpoint().namespace(),
            endpoint.get().getSpec().allowedNamespaces(),
            caller.namespace())
        ? new CallerVerdict(
            true, null, null, caller.workload(), caller.namespace(), caller.holdsMillis())
        : refused(
            ErrorCode.NOT_ALLOWED,
            "pods of namespace " + caller.namespace() + " may not call " + check.endpoint());
  }

  private Caller byToken(String token) {
    var identity = tokens.check(token);
    var uid = identity.podUid();
    var pod = uid == null ? null : cluster.pods().byUid(uid).orElse(null);
    if (uid != null && pod == null) {
      requireAllPods();
    }
    var left = Duration.between(clock.instant(), identity.expires()).toMillis();
    return new Caller(
        identity.namespace(),
        pod == null ? "ServiceAccount/" + identity.serviceAccount() : workload(pod),
        Math.clamp(left, 0, TOKEN_MILLIS));
  }

  private Caller byAddress(CallerCheck check) {
    var address = check.sourceAddress();
    if (address == null) {
      throw ControlFailure.badRequest("token or sourceAddress: one is required");
    }
    var found = cluster.pods().runningAt(address);
    if (found.size() != 1) {
      requireAllPods();
      throw new ControlFailure(
          ControlError.NOT_ALLOWED,
          (found.isEmpty() ? "no pod is" : "several pods are")
              + " known under the caller's address: send a ServiceAccount token with audience "
              + Names.GATEWAY_AUDIENCE
              + " as bearer instead");
    }
    var pod = found.getFirst();
    return new Caller(pod.getMetadata().getNamespace(), workload(pod), ADDRESS_MILLIS);
  }

  /**
   * @throws ControlFailure 503 until all pods are known: whose a caller is, is not known yet
   */
  private void requireAllPods() {
    if (!cluster.pods().isFull()) {
      throw ControlFailure.unavailable("the pods of the cluster are not all known yet");
    }
  }

  private String workload(Pod pod) {
    return WorkloadName.of(
        json.convertValue(pod, JsonNode.class),
        pod.getMetadata().getNamespace(),
        cluster.surroundings());
  }

  private static CallerVerdict refused(ErrorCode code, String message) {
    return new CallerVerdict(false, code.text(), message, null, REFUSED_MILLIS);
  }
}
