package ai.kernelpanic09.webhook.inject;

import ai.kernelpanic09.core.digest.Sha256;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;

/**
 * Names the workload a pod belongs to as {@code kind/name}, so that spend can be told apart by
 * workload without one time series per pod.
 */
public final class WorkloadName {

  /** A label value's length. */
  static final int MAX_LENGTH = 63;

  private static final int HASH_LENGTH = 8;

  /** A CronJob names its Jobs after itself and the scheduled minute. */
  private static final Pattern CRON_RUN = Pattern.compile("(.+)-\\d{8}");

  /** The workload of a pod, at most 63 characters. */
  public static String of(JsonNode pod) {
    var metadata = pod.path("metadata");
    for (var owner : metadata.path("ownerReferences")) {
      if (owner.path("controller").asBoolean()) {
        return bounded(ofOwner(owner, metadata.path("labels")));
      }
    }
    var generated = metadata.path("generateName").asText();
    var name = generated.isEmpty() ? metadata.path("name").asText() : withoutDash(generated);
    return bounded("Pod/" + name);
  }

  private static String ofOwner(JsonNode owner, JsonNode labels) {
    var kind = owner.path("kind").asText();
    var name = owner.path("name").asText();
    return switch (kind) {
      case "ReplicaSet" -> ofReplicaSet(name, labels);
      case "Job" -> {
        var run = CRON_RUN.matcher(name);
        yield run.matches() ? "CronJob/" + run.group(1) : "Job/" + name;
      }
      default -> kind + "/" + name;
    };
  }

  private static String ofReplicaSet(String name, JsonNode labels) {
    var rollout = "-" + labels.path("rollouts-pod-template-hash").asText();
    if (rollout.length() > 1 && name.endsWith(rollout)) {
      return "Rollout/" + name.substring(0, name.length() - rollout.length());
    }
    var deployment = "-" + labels.path("pod-template-hash").asText();
    if (deployment.length() > 1 && name.endsWith(deployment)) {
      return "Deployment/" + name.substring(0, name.length() - deployment.length());
    }
    return "ReplicaSet/" + name;
  }

  private static String withoutDash(String generateName) {
    return generateName.endsWith("-")
        ? generateName.substring(0, generateName.length() - 1)
        : generateName;
  }

  /** Two long names that differ only at their ends must stay two workloads. */
  static String bounded(String name) {
    if (name.length() <= MAX_LENGTH) {
      return name;
    }
    return name.substring(0, MAX_LENGTH - HASH_LENGTH - 1)
        + "-"
        + Sha256.hex(name).substring(0, HASH_LENGTH);
  }

  private WorkloadName() {}
}
