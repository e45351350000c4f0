package ai.kernelpanic09.webhook.inject.proof;

import ai.kernelpanic09.api.Names;
import ai.kernelpanic09.webhook.inject.pod.PodTree;
import ai.kernelpanic09.webhook.verdict.AdmissionReason;
import ai.kernelpanic09.webhook.verdict.Denial;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Finds ways by which a container other than the sidecar would get the sidecar's identity. */
public final class IdentityExposure {

  /** All ways, each as a denial; empty if there is none. */
  public static List<Denial> in(JsonNode pod) {
    var denials = new ArrayList<Denial>();
    PodTree.containers(pod)
        .filter(container -> !PodTree.isSidecar(container))
        .forEach(container -> inspect(container, denials));
    for (var volume : pod.path("spec").path("volumes")) {
      if (!PodTree.name(volume).equals(Names.IDENTITY_VOLUME) && asksForOurAudience(volume)) {
        denials.add(
            exposed(
                "volume "
                    + PodTree.name(volume)
                    + " asks for a token with the audience "
                    + Names.CONTROL_AUDIENCE
                    + ", which is the sidecar's alone"));
      }
    }
    return List.copyOf(denials);
  }

  private static void inspect(JsonNode container, List<Denial> denials) {
    for (var list : List.of("volumeMounts", "volumeDevices")) {
      for (var mount : container.path(list)) {
        if (PodTree.isOurVolume(PodTree.name(mount))) {
          denials.add(
              exposed(
                  "container "
                      + PodTree.name(container)
                      + " mounts the volume "
                      + PodTree.name(mount)
                      + ", which is the sidecar's alone"));
        }
      }
    }
    if (container.path("targetContainerName").asText().equals(Names.SIDECAR_CONTAINER)) {
      denials.add(
          exposed(
              "ephemeral container "
                  + PodTree.name(container)
                  + " targets the container "
                  + Names.SIDECAR_CONTAINER
                  + ", whose processes it would see"));
    }
  }

  private static boolean asksForOurAudience(JsonNode volume) {
    return PodTree.stream(volume.path("projected").path("sources"))
        .anyMatch(
            source ->
                source
                    .path("serviceAccountToken")
                    .path("audience")
                    .asText()
                    .equals(Names.CONTROL_AUDIENCE));
  }

  private static Denial exposed(String message) {
    return new Denial(AdmissionReason.IDENTITY_EXPOSED, message);
  }

  private IdentityExposure() {}
}
