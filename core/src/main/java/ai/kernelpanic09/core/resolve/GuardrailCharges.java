package ai.kernelpanic09.core.resolve;

import ai.kernelpanic09.core.price.ChargedPolicy;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec.ContentPolicy;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec.Modality;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the policies of a guardrail that AWS charges for. */
public final class GuardrailCharges {

  /** The charged policies that are configured. */
  public static Set<ChargedPolicy> of(GuardrailPolicySpec spec) {
    var charged = EnumSet.noneOf(ChargedPolicy.class);
    var content = spec.contentPolicy();
    if (content != null) {
      charged.add(ChargedPolicy.CONTENT);
      if (looksAtImages(content)) {
        charged.add(ChargedPolicy.IMAGE);
      }
    }
    if (spec.topicPolicy() != null) {
      charged.add(ChargedPolicy.TOPICS);
    }
    var sensitive = spec.sensitiveInformationPolicy();
    if (sensitive != null && !sensitive.piiEntities().isEmpty()) {
      charged.add(ChargedPolicy.SENSITIVE_INFORMATION);
    }
    if (spec.contextualGroundingPolicy() != null) {
      charged.add(ChargedPolicy.GROUNDING);
    }
    if (spec.automatedReasoningPolicy() != null) {
      charged.add(ChargedPolicy.AUTOMATED_REASONING);
    }
    return charged;
  }

  private static boolean looksAtImages(ContentPolicy content) {
    return content.filters().stream()
        .flatMap(
            each ->
                Stream.concat(
                    orEmpty(each.inputModalities()).stream(),
                    orEmpty(each.outputModalities()).stream()))
        .anyMatch(Modality.IMAGE::equals);
  }

  private static List<Modality> orEmpty(@Nullable List<Modality> modalities) {
    return modalities == null ? List.of() : modalities;
  }

  private GuardrailCharges() {}
}
