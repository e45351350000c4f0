package ai.kernelpanic09.webhook.inject;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A pod on its way into the cluster.
 *
 * @param pod as the API server sent it
 * @param namespace the request's: a pod made by a controller carries none of its own at admission
 * @param operation {@code CREATE}, {@code UPDATE}, …
 * @param subresource empty for the pod itself
 * @param user who asks
 */
public record PodAdmission(
    JsonNode pod,
    String namespace,
    String operation,
    String subresource,
    String user,
    boolean dryRun) {

  /** The creation of a pod, as a manifest on a disk asks for it. */
  public static PodAdmission creation(JsonNode pod, String namespace) {
    return new PodAdmission(pod, namespace, "CREATE", "", "", false);
  }
}
