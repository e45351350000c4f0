package ai.kernelpanic09.webhook.guard;

import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.api.Names;
import ai.kernelpanic09.webhook.inject.InjectConfig;
import ai.kernelpanic09.webhook.inject.facts.ClusterFacts;
import ai.kernelpanic09.webhook.inject.pod.PodTree;
import ai.kernelpanic09.webhook.inject.proof.IdentityExposure;
import ai.kernelpanic09.webhook.verdict.AdmissionReason;
import ai.kernelpanic09.webhook.verdict.Denial;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides about pods that are created or changed, and about connections to them.
 *
 * <p>What a pod holds decides, not its label: a label can be taken off and put back. A fault that a
 * pod was created with does not deny an unrelated update: otherwise nobody could remove a finalizer
 * from such a pod. It does deny an update that makes the pod name an endpoint.
 */
public final class PodGuard {

  /** Grounds to deny the change, and warnings for its author. */
  public record Verdict(List<Denial> denials, List<String> warnings) {

    /** Copies its lists. */
    public Verdict {
      denials = List.copyOf(denials);
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * Decides about one change.
   *
   * @param namespace namespace of the request
   * @param config the settings by which new pods are injected
   * @param cluster asked only in order to say what of a sidecar has changed
   */
  public static Verdict decide(
      PodChange change, String namespace, InjectConfig config, ClusterFacts cluster) {
    return switch (change.operation()) {
      case "CONNECT" -> connection(change.object());
      case "CREATE" -> creation(change, namespace, config, cluster);
      default -> update(change);
    };
  }

  private static Verdict connection(JsonNode options) {
    var denials = new ArrayList<Denial>();
    if (options.path("container").asText().equals(Names.SIDECAR_CONTAINER)) {
      denials.add(
          new Denial(
              AdmissionReason.SIDECAR_ENTERED,
              "container "
                  + Names.SIDECAR_CONTAINER
                  + " holds credentials: nobody may run commands in it; its logs are open"));
    }
    return new Verdict(denials, List.of());
  }

  /** Webhooks that ran after the injection may have changed or mounted its additions. */
  private static Verdict creation(
      PodChange change, String namespace, InjectConfig config, ClusterFacts cluster) {
    var pod = change.object();
    var denials = new ArrayList<>(IdentityExposure.in(pod));
    if (!isLabelled(pod)) {
      SidecarTraces.in(pod).forEach(trace -> denials.add(unlabelled(trace)));
    }
    if (denials.isEmpty()) {
      denials.addAll(StoredSidecar.denials(change, namespace, config, cluster));
    }
    return new Verdict(denials, List.of());
  }

  private static Verdict update(PodChange change) {
    var denials = new ArrayList<Denial>();
    var warnings = new ArrayList<String>();
    var before = label(change.oldObject());
    var after = label(change.object());
    var exposed = new ArrayList<>(IdentityExposure.in(change.object()));
    if (after.isEmpty() || after.equals(before)) {
      exposed.removeAll(IdentityExposure.in(change.oldObject()));
    }
    denials.addAll(exposed);
    if (!images(change.oldObject()).equals(images(change.object()))) {
      denials.add(
          new Denial(
              AdmissionReason.SIDECAR_CHANGED,
              "container "
                  + Names.SIDECAR_CONTAINER
                  + ": the image of a running sidecar must not be changed; restart the pod"));
    }
    for (var key : List.of(Keys.SIDECAR_STATUS, Keys.SIDECAR_PROOF)) {
      if (!annotation(change.oldObject(), key).equals(annotation(change.object(), key))) {
        denials.add(
            new Denial(
                AdmissionReason.ANNOTATION_FORGED,
                "annotation " + key + " is written by the webhook alone, when a pod is created"));
      }
    }
    if (isLabelled(change.oldObject()) != isLabelled(change.object())
        && !SidecarTraces.in(change.object()).isEmpty()) {
      denials.add(relabelled(isLabelled(change.object())));
    } else if (!after.equals(before)) {
      warnings.add(
          "a running pod keeps the sidecar it was created with; restart it to apply the new label");
    }
    return new Verdict(denials, warnings);
  }

  /** Such a copy is what {@code kubectl debug --copy-to} makes, unless it is told otherwise. */
  private static Denial unlabelled(String trace) {
    return new Denial(
        AdmissionReason.SIDECAR_UNLABELLED,
        trace
            + " belongs to pods with the label "
            + Keys.MODEL_ENDPOINT
            + ": keep the label, and the webhook adds a sidecar of the pod's own; or remove all"
            + " of the sidecar");
  }

  private static Denial relabelled(boolean added) {
    return new Denial(
        AdmissionReason.SIDECAR_UNLABELLED,
        "label "
            + Keys.MODEL_ENDPOINT
            + (added
                ? " can't be added to a pod that holds a sidecar already: create the pod with it"
                : " can't be removed from a pod that holds a sidecar: delete the pod"));
  }

  private static List<String> images(JsonNode pod) {
    return PodTree.containers(pod)
        .filter(PodTree::isSidecar)
        .map(sidecar -> sidecar.path("image").asText())
        .toList();
  }

  private static boolean isLabelled(JsonNode pod) {
    return pod.path("metadata").path("labels").has(Keys.MODEL_ENDPOINT);
  }

  private static String label(JsonNode pod) {
    return PodTree.label(pod, Keys.MODEL_ENDPOINT);
  }

  private static JsonNode annotation(JsonNode pod, String key) {
    return pod.path("metadata").path("annotations").path(key);
  }

  private PodGuard() {}
}
