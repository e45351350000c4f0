package ai.kernelpanic09.webhook.inject;

import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.webhook.inject.InjectionResult.Denied;
import ai.kernelpanic09.webhook.inject.InjectionResult.Patched;
import ai.kernelpanic09.webhook.inject.InjectionResult.Skipped;
import ai.kernelpanic09.webhook.inject.facts.ClusterFacts;
import ai.kernelpanic09.webhook.inject.patch.JsonPatchDiff;
import ai.kernelpanic09.webhook.inject.plan.EndpointPlan;
import ai.kernelpanic09.webhook.inject.plan.PodChecks;
import ai.kernelpanic09.webhook.inject.plan.PodIntent;
import ai.kernelpanic09.webhook.inject.pod.InjectionStatus;
import ai.kernelpanic09.webhook.inject.pod.PodTree;
import ai.kernelpanic09.webhook.inject.pod.WorkloadName;
import ai.kernelpanic09.webhook.inject.render.SidecarResources;
import ai.kernelpanic09.webhook.verdict.AdmissionReason;
import ai.kernelpanic09.webhook.verdict.Denial;
import ai.kernelpanic09.webhook.verdict.Warnings;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Injects a pod: a pure function from the pod, the settings and facts about the cluster to a patch,
 * a reason to leave the pod alone, or grounds to deny it.
 *
 * <p>It works on the pod's JSON, so that fields of newer API versions survive, and removes the
 * additions of a former injection before it adds, so that a second admission changes nothing.
 */
public final class Injector {

  private static final Set<String> SYSTEM_NAMESPACES =
      Set.of("kube-system", "kube-public", "kube-node-lease");

  private static final String MIRROR = "kubernetes.io/config.mirror";

  /**
   * Injects the sidecar, skips the pod with a reason, or denies it with all errors at once.
   *
   * @throws RuntimeException of {@code cluster} if it can't answer
   */
  public static InjectionResult inject(
      PodAdmission admission, InjectConfig config, ClusterFacts cluster) {
    return inject(
        admission,
        config,
        cluster,
        WorkloadName.of(admission.pod(), admission.namespace(), cluster));
  }

  /**
   * The {@link InjectionStatus#hash} that the pod would carry if it were created now; empty if it
   * would get no sidecar.
   *
   * @throws RuntimeException of {@code cluster} if it can't answer
   */
  public static Optional<String> renderingHash(
      PodAdmission admission, InjectConfig config, ClusterFacts cluster) {
    var warnings = new Warnings();
    var denials = new ArrayList<Denial>();
    var intent = PodIntent.of(admission.pod(), admission.namespace(), denials, warnings);
    if (!denials.isEmpty()) {
      return Optional.empty();
    }
    var plan = plan(admission, config, cluster, intent, warnings);
    return plan.needsSidecar()
        ? Optional.of(
            new Injection(admission, config, intent, plan, "", InjectionStatus.NONE, warnings)
                .hash())
        : Optional.empty();
  }

  /**
   * Does the same for a pod whose workload is known already, as that of a manifest is.
   *
   * @param workload kind and name, see {@link WorkloadName}
   */
  public static InjectionResult inject(
      PodAdmission admission, InjectConfig config, ClusterFacts cluster, String workload) {
    var skipped = skipped(admission, config);
    if (skipped.isPresent()) {
      return new Skipped(skipped.get());
    }
    if (!(admission.pod() instanceof ObjectNode live)) {
      return malformed();
    }
    InjectionStatus former;
    try {
      former = InjectionStatus.of(live).orElse(InjectionStatus.NONE);
    } catch (IllegalArgumentException e) {
      return denied(
          AdmissionReason.INVALID_ANNOTATION,
          "annotation "
              + Keys.SIDECAR_STATUS
              + " is written by the webhook alone and is not readable; remove it");
    }
    var base = FormerInjection.stripped(live, former);
    // A sidecar that a former injection added is no app either.
    if (base.path("spec").path("containers").isEmpty()) {
      return malformed();
    }
    var warnings = new Warnings();
    var denials = new ArrayList<Denial>();
    var intent = PodIntent.of(base, admission.namespace(), denials, warnings);
    if (!denials.isEmpty()) {
      denials.addAll(PodChecks.of(base, config.sidecar().controlHost()));
      return new Denied(denials);
    }
    var plan = plan(admission, config, cluster, intent, warnings);
    var contradictions = contradictions(config, base, intent, plan);
    if (!contradictions.isEmpty()) {
      return new Denied(contradictions);
    }
    var injection = new Injection(admission, config, intent, plan, workload, former, warnings);
    var pod = injection.apply(base, live, cluster);
    var patch = JsonPatchDiff.between(live, pod);
    var reason = patch.isEmpty() ? AdmissionReason.UNCHANGED : injection.reason();
    return new Patched(
        patch,
        pod,
        warnings.list(),
        new InjectionReport(reason, intent.endpoints(), plan.missing(), workload));
  }

  private static Optional<AdmissionReason> skipped(PodAdmission admission, InjectConfig config) {
    if (!admission.operation().equals("CREATE") || !admission.subresource().isEmpty()) {
      return Optional.of(AdmissionReason.NOT_A_CREATION);
    }
    if (!admission.pod().path("metadata").path("labels").has(Keys.MODEL_ENDPOINT)) {
      return Optional.of(AdmissionReason.NO_LABEL);
    }
    if (SYSTEM_NAMESPACES.contains(admission.namespace())
        || admission.namespace().equals(config.cluster().operatorNamespace())) {
      return Optional.of(AdmissionReason.SYSTEM_NAMESPACE);
    }
    return PodTree.hasAnnotation(admission.pod(), MIRROR)
        ? Optional.of(AdmissionReason.MIRROR_POD)
        : Optional.empty();
  }

  private static EndpointPlan plan(
      PodAdmission admission,
      InjectConfig config,
      ClusterFacts cluster,
      PodIntent intent,
      Warnings warnings) {
    return EndpointPlan.of(
        intent.endpoints(), admission.namespace(), config.cluster().domain(), cluster, warnings);
  }

  /** What of the pod contradicts what the plan would add to it. */
  private static List<Denial> contradictions(
      InjectConfig config, ObjectNode base, PodIntent intent, EndpointPlan plan) {
    var controlHost = config.sidecar().controlHost();
    if (!plan.needsSidecar()) {
      return PodChecks.withoutSidecar(base, controlHost);
    }
    var denials = new ArrayList<>(PodChecks.of(base, controlHost));
    SidecarResources.of(config.sidecar(), plan, intent).contradiction().ifPresent(denials::add);
    return denials;
  }

  private static Denied malformed() {
    return denied(
        AdmissionReason.MALFORMED_POD,
        "spec.containers: " + AdmissionReason.MALFORMED_POD.sentence());
  }

  private static Denied denied(AdmissionReason reason, String message) {
    return new Denied(List.of(new Denial(reason, message)));
  }

  private Injector() {}
}
