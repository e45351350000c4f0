package ai.kernelpanic09.operator.guardrail;

import ai.kernelpanic09.core.guardrail.GuardrailContent;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec;
import java.util.List;
import software.amazon.awssdk.services.bedrock.model.CreateGuardrailRequest;
import software.amazon.awssdk.services.bedrock.model.Tag;
import software.amazon.awssdk.services.bedrock.model.UpdateGuardrailRequest;

/**
 * A policy's content as requests of the SDK.
 *
 * @param hash hash of the content
 */
record GuardrailRequest(GuardrailContent content, String hash) {

  static GuardrailRequest of(GuardrailPolicySpec spec) {
    var content = GuardrailContent.of(spec);
    return new GuardrailRequest(content, content.hash());
  }

  /** Paths of the spec's fields that are sent with another value than is written. */
  List<String> normalized() {
    return content.normalized();
  }

  /**
   * @param token idempotency token: AWS takes requests with the same token for one request
   */
  CreateGuardrailRequest create(String name, List<Tag> tags, String token) {
    return SdkRequests.fill(CreateGuardrailRequest.builder(), content.members())
        .name(name)
        .tags(tags)
        .clientRequestToken(token)
        .build();
  }

  UpdateGuardrailRequest update(String id, String name) {
    return SdkRequests.fill(UpdateGuardrailRequest.builder(), content.members())
        .guardrailIdentifier(id)
        .name(name)
        .build();
  }
}
