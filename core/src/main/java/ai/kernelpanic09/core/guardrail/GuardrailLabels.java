package ai.kernelpanic09.core.guardrail;

/** The names and tags by which a guardrail in AWS is recognized as made by this project. */
public final class GuardrailLabels {

  /** Tag: the UID of the cluster that made the guardrail, or {@code local} for local mode. */
  public static final String CLUSTER_TAG = "ai.kernelpanic09.io/cluster";

  /** Tag: the {@link GuardrailContent#hash} of the draft. */
  public static final String HASH_TAG = "ai.kernelpanic09.io/hash";

  private static final int MAX_POLICY_LENGTH = 39;

  /**
   * A guardrail's name: the first 39 characters of the policy's, a dash, and {@code owner}. Bedrock
   * allows 50 characters in all.
   */
  public static String name(String policy, String owner) {
    var length = Math.min(policy.length(), MAX_POLICY_LENGTH);
    return policy.substring(0, length) + "-" + owner;
  }

  private GuardrailLabels() {}
}
