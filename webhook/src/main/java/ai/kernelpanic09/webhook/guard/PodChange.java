package ai.kernelpanic09.webhook.guard;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A request that touches a pod that exists.
 *
 * @param operation {@code UPDATE}, or {@code CONNECT} for {@code pods/exec} and {@code pods/attach}
 * @param object the pod as it shall be, or the options of the connection
 * @param oldObject the pod as it is; missing for a connection
 */
public record PodChange(String operation, JsonNode object, JsonNode oldObject) {}
