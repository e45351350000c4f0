package ai.kernelpanic09.webhook.guard;

import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.api.Names;
import ai.kernelpanic09.webhook.inject.InjectConfig;
import ai.kernelpanic09.webhook.inject.facts.ClusterFacts;
import ai.kernelpanic09.webhook.inject.pod.InjectionStatus;
import ai.kernelpanic09.webhook.inject.pod.PodTree;
import ai.kernelpanic09.webhook.inject.proof.PodIsolation;
import ai.kernelpanic09.webhook.inject.proof.SidecarProof;
import ai.kernelpanic09.webhook.verdict.AdmissionReason;
import ai.kernelpanic09.webhook.verdict.Denial;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds changes that other admission webhooks and policies made to the sidecar after the injection.
 *
 * <p>A pod whose sidecar would not be believed is denied: it would run, but each of its calls would
 * be refused. So is a pod whose native sidecar lost a field that makes it one: its app would never
 * start.
 */
final class StoredSidecar {

  private static final String WITHOUT_NATIVE =
      ", or give the pod the annotation " + Keys.SIDECAR_MODE + ": container";

  /** All grounds to deny a new pod, in the form that would be stored. */
  static List<Denial> denials(
      PodChange change, String namespace, InjectConfig config, ClusterFacts cluster) {
    var pod = change.object();
    var found = PodTree.containers(pod).filter(PodTree::isSidecar).toList();
    if (found.isEmpty()) {
      return mode(pod).filter(mode -> !mode.equals("gateway")).isPresent()
          ? List.of(changed("it is gone from the pod"))
          : List.of();
    }
    var denials = new ArrayList<>(PodIsolation.breaches(pod, config.sidecar().controlHost()));
    for (var sidecar : found) {
      var image = sidecar.path("image").asText();
      if (!config.sidecar().images().believes(image)) {
        denials.add(
            new Denial(
                AdmissionReason.IMAGE_NOT_BELIEVED, config.sidecar().images().refusal(image)));
      }
    }
    for (var sidecar : pod.path("spec").path("initContainers")) {
      if (PodTree.isSidecar(sidecar)) {
        lost(sidecar, "restartPolicy").ifPresent(denials::add);
        lost(sidecar, "startupProbe").ifPresent(denials::add);
      }
    }
    if (denials.isEmpty()) {
      config
          .proof()
          .flatMap(
              proof -> proof.problem(pod, new SidecarProof.Occasion(namespace, change.dryRun())))
          .ifPresent(
              problem ->
                  denials.add(
                      changed(problem, SidecarChanges.of(pod, namespace, config, cluster))));
    }
    return denials;
  }

  /** Names the fields, and the setting that does without them where there is one. */
  private static Denial changed(String problem, List<String> fields) {
    var denial = changed(fields.isEmpty() ? problem : problem + ": " + String.join(", ", fields));
    return fields.stream().anyMatch(field -> field.startsWith("restartPolicy "))
        ? new Denial(denial.reason(), denial.message() + WITHOUT_NATIVE)
        : denial;
  }

  /** A webhook that knows Pods of before 1.29 only drops the fields that make a sidecar native. */
  private static Optional<Denial> lost(JsonNode sidecar, String field) {
    return sidecar.has(field)
        ? Optional.empty()
        : Optional.of(
            new Denial(
                AdmissionReason.SIDECAR_CHANGED,
                "container "
                    + Names.SIDECAR_CONTAINER
                    + ": it has lost its "
                    + field
                    + "; another admission webhook or policy dropped it after the injection: leave"
                    + " this container out there"
                    + WITHOUT_NATIVE));
  }

  private static Optional<String> mode(JsonNode pod) {
    try {
      return InjectionStatus.of(pod).map(InjectionStatus::mode);
    } catch (IllegalArgumentException e) {
      return Optional.of("unreadable " + Keys.SIDECAR_STATUS);
    }
  }

  private static Denial changed(String how) {
    return new Denial(
        AdmissionReason.SIDECAR_CHANGED,
        "container "
            + Names.SIDECAR_CONTAINER
            + ": "
            + how
            + "; another admission webhook or policy changed it after the injection: leave this"
            + " container out there");
  }

  private StoredSidecar() {}
}
