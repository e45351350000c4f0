package ai.kernelpanic09.operator.guardrail;

import ai.kernelpanic09.core.spec.GuardrailPolicySpec;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;

/** Specs of policies, as people write them. */
final class Policies {

  static final String QUICKSTART =
      """
      sensitiveInformationPolicy:
        piiEntities:
          - type: AWS_ACCESS_KEY
            action: BLOCK
          - type: EMAIL
            action: ANONYMIZE
      contentPolicy:
        filters:
          - type: PROMPT_ATTACK
            inputStrength: HIGH
            outputStrength: HIGH
      """;

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  static GuardrailPolicySpec spec(String yaml) {
    try {
      return YAML.readValue(yaml, GuardrailPolicySpec.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static GuardrailRequest quickstart() {
    return GuardrailRequest.of(spec(QUICKSTART));
  }

  /** A policy that blocks one word. */
  static GuardrailRequest blocking(String word) {
    return GuardrailRequest.of(spec("wordPolicy: {words: [{text: " + word + "}]}"));
  }

  private Policies() {}
}
