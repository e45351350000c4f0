package ai.kernelpanic09.webhook.inject.pod;

import ai.kernelpanic09.core.digest.Sha256;
import ai.kernelpanic09.webhook.inject.facts.JobOwners;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;

/**
 * Names the workload of a pod as {@code kind/name}, so that spend can be shown by workload without
 * one time series per pod or per run of a CronJob.
 *
 * <p>Anybody who creates pods can choose the kind and name of an owner. The workload's name has at
 * most 63 characters, each a letter, a digit, or one of {@code - _ .}, and one slash.
 */
public final class WorkloadName {

  /** The sidecar's variable that holds the name of its pod's workload. */
  public static final String VARIABLE = "K8S_AI_WORKLOAD";

  /** Longest value of a label. */
  static final int MAX_LENGTH = 63;

  private static final int MAX_KIND_LENGTH = 24;
  private static final int HASH_LENGTH = 8;

  private static final Pattern UNSAFE = Pattern.compile("[^A-Za-z0-9._-]");
  private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9._-]+/[A-Za-z0-9._-]+");

  /**
   * The workload of a pod.
   *
   * @param namespace the pod's; at admission a pod may carry none of its own
   */
  public static String of(JsonNode pod, String namespace, JobOwners jobs) {
    var metadata = pod.path("metadata");
    for (var owner : metadata.path("ownerReferences")) {
      if (owner.path("controller").asBoolean()) {
        return ofOwner(owner, metadata.path("labels"), namespace, jobs);
      }
    }
    var generated = metadata.path("generateName").asText();
    return of("Pod", generated.isEmpty() ? metadata.path("name").asText() : stem(generated));
  }

  /** The name of a workload of a kind. */
  public static String of(String kind, String name) {
    return safe(kind, name);
  }

  /**
   * The name of a workload from a text that should be {@code kind/name}, such as a variable of an
   * older rendering; without a slash, the text names a pod.
   */
  public static String of(String kindAndName) {
    var slash = kindAndName.indexOf('/');
    return slash < 0
        ? safe("Pod", kindAndName)
        : safe(kindAndName.substring(0, slash), kindAndName.substring(slash + 1));
  }

  private static String ofOwner(JsonNode owner, JsonNode labels, String namespace, JobOwners jobs) {
    var kind = owner.path("kind").asText();
    var name = owner.path("name").asText();
    var version = owner.path("apiVersion").asText();
    if (kind.equals("ReplicaSet") && version.startsWith("apps/")) {
      return ofReplicaSet(name, labels);
    }
    if (kind.equals("Job") && version.startsWith("batch/")) {
      // The Job's name proves no CronJob: people name their own Jobs report-20261122 too.
      return jobs.cronJob(namespace, name, owner.path("uid").asText())
          .map(cronJob -> safe("CronJob", cronJob))
          .orElseGet(() -> safe(kind, name));
    }
    return safe(kind, name);
  }

  /**
   * The Rollout or Deployment that made the ReplicaSet: it puts its template's hash into the pod's
   * labels and at the end of the ReplicaSet's name. Without such a hash, the ReplicaSet itself.
   */
  private static String ofReplicaSet(String name, JsonNode labels) {
    var rollout = "-" + labels.path("rollouts-pod-template-hash").asText();
    if (rollout.length() > 1 && name.endsWith(rollout)) {
      return safe("Rollout", name.substring(0, name.length() - rollout.length()));
    }
    var deployment = "-" + labels.path("pod-template-hash").asText();
    if (deployment.length() > 1 && name.endsWith(deployment)) {
      return safe("Deployment", name.substring(0, name.length() - deployment.length()));
    }
    return safe("ReplicaSet", name);
  }

  private static String stem(String generateName) {
    return generateName.endsWith("-")
        ? generateName.substring(0, generateName.length() - 1)
        : generateName;
  }

  /**
   * Adds a hash, so that names which differ only in replaced or truncated parts stay two workloads.
   */
  private static String safe(String kind, String name) {
    var text = kind + "/" + name;
    if (text.length() <= MAX_LENGTH && SAFE.matcher(text).matches()) {
      return text;
    }
    var safeKind = kind.isEmpty() ? "Other" : replaced(kind, MAX_KIND_LENGTH);
    var nameLength = MAX_LENGTH - safeKind.length() - 1 - 1 - HASH_LENGTH;
    return safeKind
        + "/"
        + replaced(name, nameLength)
        + "-"
        + Sha256.hex(text).substring(0, HASH_LENGTH);
  }

  private static String replaced(String text, int maxLength) {
    var safe = UNSAFE.matcher(text).replaceAll("-");
    return safe.length() <= maxLength ? safe : safe.substring(0, maxLength);
  }

  private WorkloadName() {}
}
