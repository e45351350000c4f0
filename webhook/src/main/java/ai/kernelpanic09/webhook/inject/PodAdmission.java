package ai.kernelpanic09.webhook.inject;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The admission request of a pod.
 *
 * @param pod as the API server sent it
 * @param namespace the request's: a pod made by a controller carries none of its own at admission
 * @param operation {@code CREATE}, {@code UPDATE}, …
 * @param subresource empty for the pod itself
 * @param user name of the requesting user
 */
public record PodAdmission(
    JsonNode pod,
    String namespace,
    String operation,
    String subresource,
    String user,
    boolean dryRun) {

  /** The creation of a pod from a manifest, where no API server sends a request. */
  public static PodAdmission creation(JsonNode pod, String namespace) {
    return new PodAdmission(pod, namespace, "CREATE", "", "", false);
  }
}
