package ai.kernelpanic09.webhook.guard;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A request that creates or changes a pod, or connects to one.
 *
 * @param operation {@code CREATE} or {@code UPDATE}; {@code CONNECT} for {@code pods/exec} and
 *     {@code pods/attach}
 * @param object the pod as it would be stored, or the options of the connection
 * @param oldObject the stored pod; missing for a creation or a connection
 * @param dryRun whether the request stores nothing
 */
public record PodChange(String operation, JsonNode object, JsonNode oldObject, boolean dryRun) {}
