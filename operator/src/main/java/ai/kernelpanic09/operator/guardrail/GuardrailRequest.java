package ai.kernelpanic09.operator.guardrail;

import ai.kernelpanic09.core.digest.Sha256;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec;
import java.util.List;
import software.amazon.awssdk.services.bedrock.model.CreateGuardrailRequest;
import software.amazon.awssdk.services.bedrock.model.Tag;
import software.amazon.awssdk.services.bedrock.model.UpdateGuardrailRequest;

/**
 * A policy as it is sent to Bedrock.
 *
 * @param content the request without what names the guardrail
 * @param hash of the content, 32 hexadecimal digits; what Bedrock answers has no part in it, for it
 *     echoes defaults under other names
 * @param normalized fields of the spec that are sent otherwise than they are written
 */
record GuardrailRequest(UpdateGuardrailRequest content, String hash, List<String> normalized) {

  private static final int HASH_DIGITS = 32;

  GuardrailRequest {
    normalized = List.copyOf(normalized);
  }

  static GuardrailRequest of(GuardrailPolicySpec spec) {
    var content = GuardrailMapping.content(spec);
    return new GuardrailRequest(
        content, hash(CanonicalText.of(content)), GuardrailMapping.normalized(spec));
  }

  /**
   * @param token makes a repeated request the same one
   */
  CreateGuardrailRequest create(String name, List<Tag> tags, String token) {
    return CreateGuardrailRequest.builder()
        .name(name)
        .description(content.description())
        .topicPolicyConfig(content.topicPolicyConfig())
        .contentPolicyConfig(content.contentPolicyConfig())
        .wordPolicyConfig(content.wordPolicyConfig())
        .sensitiveInformationPolicyConfig(content.sensitiveInformationPolicyConfig())
        .contextualGroundingPolicyConfig(content.contextualGroundingPolicyConfig())
        .automatedReasoningPolicyConfig(content.automatedReasoningPolicyConfig())
        .crossRegionConfig(content.crossRegionConfig())
        .blockedInputMessaging(content.blockedInputMessaging())
        .blockedOutputsMessaging(content.blockedOutputsMessaging())
        .kmsKeyId(content.kmsKeyId())
        .tags(tags)
        .clientRequestToken(token)
        .build();
  }

  UpdateGuardrailRequest update(String id, String name) {
    return content.toBuilder().guardrailIdentifier(id).name(name).build();
  }

  private static String hash(String text) {
    return Sha256.hex(text).substring(0, HASH_DIGITS);
  }
}
