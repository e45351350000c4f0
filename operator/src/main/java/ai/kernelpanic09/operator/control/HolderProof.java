package ai.kernelpanic09.operator.control;

import ai.kernelpanic09.api.Names;
import ai.kernelpanic09.core.digest.Sha256;
import ai.kernelpanic09.operator.cluster.Pods;
import ai.kernelpanic09.operator.endpoint.PodCensus;
import ai.kernelpanic09.webhook.inject.facts.JobOwners;
import ai.kernelpanic09.webhook.inject.pod.WorkloadName;
import ai.kernelpanic09.webhook.inject.proof.SidecarImages;
import ai.kernelpanic09.webhook.inject.proof.SidecarProof;
import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Proves that a request comes from a sidecar that our webhook injected, or from the gateway: by its
 * token, its live pod, its image and the webhook's signature.
 */
final class HolderProof {

  /** Maximum age of a proof, because a pod's labels and the list of images may change. */
  private static final Duration MAX_AGE = Duration.ofMinutes(10);

  private final TokenCheck tokens;
  private final ProofLimit limit;
  private final Refusals refusals;
  private final BiFunction<String, String, Optional<Pod>> live;
  private final SidecarProof proof;
  private final SidecarImages images;
  private final String operatorNamespace;
  private final InstantSource clock;
  private final KubernetesSerialization json = new KubernetesSerialization();
  private final Cache<String, Proven> proven =
      Caffeine.newBuilder().maximumSize(50_000).expireAfter(new UntilExpiry()).build();

  private record Proven(Holder holder, Duration holds) {}

  /**
   * @param pods tell which of them are gone
   * @param live asks the API server for a pod, by namespace and name; throws {@link
   *     KubernetesClientException}
   */
  HolderProof(
      TokenCheck tokens,
      ProofLimit limit,
      Refusals refusals,
      Pods pods,
      BiFunction<String, String, Optional<Pod>> live,
      SidecarProof proof,
      SidecarImages images,
      String operatorNamespace,
      InstantSource clock) {
    this.tokens = tokens;
    this.limit = limit;
    this.refusals = refusals;
    this.live = live;
    this.proof = proof;
    this.images = images;
    this.operatorNamespace = operatorNamespace;
    this.clock = clock;
    pods.onDelete(this::forget);
    // Nothing is told of a pod that was deleted before it was known.
    pods.whenFull(
        () -> proven.asMap().values().removeIf(each -> pods.byUid(each.holder.podUid()).isEmpty()));
  }

  /** The caller that a token belongs to, where that has been proven before; asks nobody. */
  Optional<Holder> known(String token) {
    return Optional.ofNullable(proven.getIfPresent(Sha256.hex(token))).map(Proven::holder);
  }

  /**
   * The caller that a token belongs to.
   *
   * @param source address that the token comes from
   * @throws ControlFailure 401 or 403 when it is neither a sidecar of ours nor the gateway, 429
   *     when its address has sent too many such tokens, 503 when the API server can't be asked
   */
  Holder prove(String token, String source) {
    var hash = Sha256.hex(token);
    var known = proven.getIfPresent(hash);
    return known == null
        ? refusals.unlessRefused(hash, () -> limit.within(source, () -> proven(token, hash)))
        : known.holder;
  }

  private Holder proven(String token, String hash) {
    var identity = tokens.check(token);
    var holder = holder(identity);
    var holds = Duration.between(clock.instant(), identity.expires());
    proven.put(hash, new Proven(holder, holds.compareTo(MAX_AGE) < 0 ? holds : MAX_AGE));
    return holder;
  }

  private Holder holder(TokenIdentity identity) {
    var pod = livePod(identity);
    var uid = pod.getMetadata().getUid();
    var name = pod.getMetadata().getName();
    if (identity.namespace().equals(operatorNamespace)
        && identity.serviceAccount().equals(Names.GATEWAY)) {
      var workload =
          WorkloadName.of(
              json.convertValue(pod, JsonNode.class), identity.namespace(), JobOwners.UNKNOWN);
      return new Holder(uid, name, identity.namespace(), workload, true, Set.of());
    }
    var endpoints = PodCensus.endpoints(pod);
    if (endpoints.isEmpty()) {
      throw new ControlFailure(
          ControlError.LABEL_MISSING, "the pod's label names no ModelEndpoint");
    }
    var image = PodCensus.sidecar(pod).map(each -> each.getImage()).orElse("");
    if (!images.believes(image)) {
      throw new ControlFailure(ControlError.PROOF_INVALID, images.refusal(image));
    }
    var problem = proof.problem(pod, identity.namespace());
    if (problem.isPresent()) {
      throw new ControlFailure(ControlError.PROOF_INVALID, problem.get());
    }
    return new Holder(
        uid, name, identity.namespace(), SidecarProof.workload(pod), false, endpoints);
  }

  private Pod livePod(TokenIdentity identity) {
    var name = identity.podName();
    var uid = identity.podUid();
    if (name == null || uid == null) {
      throw new ControlFailure(ControlError.POD_UNKNOWN, "the token is not bound to a pod");
    }
    Optional<Pod> pod;
    try {
      pod = live.apply(identity.namespace(), name);
    } catch (KubernetesClientException e) {
      throw ControlFailure.unavailable("the API server can't be asked at the moment");
    }
    return pod.filter(each -> uid.equals(each.getMetadata().getUid()))
        .filter(each -> identity.serviceAccount().equals(each.getSpec().getServiceAccountName()))
        .orElseThrow(
            () -> new ControlFailure(ControlError.POD_UNKNOWN, "the token's pod does not exist"));
  }

  private void forget(Pod pod) {
    var uid = pod.getMetadata().getUid();
    proven.asMap().values().removeIf(each -> each.holder.podUid().equals(uid));
  }

  private static final class UntilExpiry implements Expiry<String, Proven> {
    @Override
    public long expireAfterCreate(String key, Proven value, long currentTime) {
      return value.holds.toNanos();
    }

    @Override
    public long expireAfterUpdate(
        String key, Proven value, long currentTime, long currentDuration) {
      return value.holds.toNanos();
    }

    @Override
    public long expireAfterRead(String key, Proven value, long currentTime, long currentDuration) {
      return currentDuration;
    }
  }
}
