package ai.kernelpanic09.cli.bill;

import ai.kernelpanic09.core.price.Usage;
import java.util.Map;

/**
 * A call in Bedrock's invocation logs.
 *
 * @param day UTC's day of its timestamp, such as {@code 2026-11-22}
 * @param requestId AWS's id of it
 * @param modelId as it was called
 * @param usage tokens, and units of guardrails as far as they are told
 * @param guardrailTold whether the log tells what guardrails checked
 * @param metadata the labels that came with the call
 * @param principal ARN of who signed it; empty where it is not told
 */
record LoggedCall(
    String day,
    String requestId,
    String modelId,
    String region,
    Usage usage,
    boolean guardrailTold,
    Map<String, String> metadata,
    String principal) {

  String label(String name) {
    return metadata.getOrDefault(name, "");
  }
}
