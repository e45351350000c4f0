package ai.kernelpanic09.webhook.guard;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A request that touches a pod that exists.
 *
 * @param operation {@code UPDATE}, or {@code CONNECT} for {@code pods/exec} and {@code pods/attach}
 * @param object the pod after the change, or the options of the connection
 * @param oldObject the stored pod; missing for a creation or a connection
 */
public record PodChange(String operation, JsonNode object, JsonNode oldObject) {}
