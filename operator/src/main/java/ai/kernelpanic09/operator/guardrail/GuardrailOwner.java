package ai.kernelpanic09.operator.guardrail;

import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.core.guardrail.GuardrailLabels;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.bedrock.model.Tag;

/**
 * The owner of a guardrail, as its name and tags in AWS show it: the operator finds a guardrail by
 * the name, and recognises it as its own by the tags. So two clusters with a policy of the same
 * name never touch each other's guardrail.
 *
 * @param clusterUid UID of the namespace kube-system
 */
record GuardrailOwner(String clusterUid, String policy, String policyUid) {

  private static final String POLICY_TAG = Keys.GROUP + "/policy-uid";
  private static final int CLUSTER_DIGITS = 8;

  /** Name of the guardrail: at most 48 of the 50 characters that Bedrock allows. */
  String guardrailName() {
    return GuardrailLabels.name(policy, clusterUid.replace("-", "").substring(0, CLUSTER_DIGITS));
  }

  List<Tag> tags(String hash) {
    return List.of(
        tag(GuardrailLabels.CLUSTER_TAG, clusterUid),
        tag(POLICY_TAG, policyUid),
        tag(GuardrailLabels.HASH_TAG, hash));
  }

  /**
   * Whether this cluster made the guardrail. The policy's UID is not compared: a policy that was
   * restored from a backup has another one, and takes over its guardrail.
   */
  boolean owns(Map<String, String> tags) {
    return clusterUid.equals(tags.get(GuardrailLabels.CLUSTER_TAG));
  }

  private static Tag tag(String key, String value) {
    return Tag.builder().key(key).value(value).build();
  }
}
