package ai.kernelpanic09.operator.guardrail;

import ai.kernelpanic09.core.spec.GuardrailPolicySpec;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec.ContentFilter;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec.ContentFilterType;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec.ContentPolicy;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec.FilterStrength;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec.SensitiveInformationPolicy;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec.TopicPolicy;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec.WordPolicy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrock.model.GuardrailContentFilterConfig;
import software.amazon.awssdk.services.bedrock.model.GuardrailContentPolicyConfig;
import software.amazon.awssdk.services.bedrock.model.GuardrailContextualGroundingFilterConfig;
import software.amazon.awssdk.services.bedrock.model.GuardrailManagedWordsConfig;
import software.amazon.awssdk.services.bedrock.model.GuardrailPiiEntityConfig;
import software.amazon.awssdk.services.bedrock.model.GuardrailRegexConfig;
import software.amazon.awssdk.services.bedrock.model.GuardrailSensitiveInformationPolicyConfig;
import software.amazon.awssdk.services.bedrock.model.GuardrailTopicConfig;
import software.amazon.awssdk.services.bedrock.model.GuardrailTopicPolicyConfig;
import software.amazon.awssdk.services.bedrock.model.GuardrailWordConfig;
import software.amazon.awssdk.services.bedrock.model.GuardrailWordPolicyConfig;
import software.amazon.awssdk.services.bedrock.model.UpdateGuardrailRequest;

/** Says a policy's spec in the words of Bedrock's requests. */
final class GuardrailMapping {

  static UpdateGuardrailRequest content(GuardrailPolicySpec spec) {
    var request =
        UpdateGuardrailRequest.builder()
            .description(spec.description())
            .blockedInputMessaging(spec.blockedInputMessaging())
            .blockedOutputsMessaging(spec.blockedOutputsMessaging())
            .kmsKeyId(spec.kmsKeyId());
    var content = spec.contentPolicy();
    if (content != null) {
      request.contentPolicyConfig(content(content));
    }
    var topics = spec.topicPolicy();
    if (topics != null) {
      request.topicPolicyConfig(topics(topics));
    }
    var words = spec.wordPolicy();
    if (words != null) {
      request.wordPolicyConfig(words(words));
    }
    var sensitive = spec.sensitiveInformationPolicy();
    if (sensitive != null) {
      request.sensitiveInformationPolicyConfig(sensitive(sensitive));
    }
    var grounding = spec.contextualGroundingPolicy();
    if (grounding != null) {
      var filters =
          grounding.filters().stream()
              .map(
                  each ->
                      GuardrailContextualGroundingFilterConfig.builder()
                          .type(each.type().name())
                          .threshold(each.threshold())
                          .action(name(each.action()))
                          .enabled(each.enabled())
                          .build())
              .toList();
      request.contextualGroundingPolicyConfig(policy -> policy.filtersConfig(filters));
    }
    var reasoning = spec.automatedReasoningPolicy();
    if (reasoning != null) {
      request.automatedReasoningPolicyConfig(
          policy ->
              policy
                  .policies(reasoning.policies())
                  .confidenceThreshold(reasoning.confidenceThreshold()));
    }
    var crossRegion = spec.crossRegionConfig();
    if (crossRegion != null) {
      request.crossRegionConfig(
          config -> config.guardrailProfileIdentifier(crossRegion.guardrailProfileIdentifier()));
    }
    return request.build();
  }

  /** The fields that are sent otherwise than they are written. */
  static List<String> normalized(GuardrailPolicySpec spec) {
    var fields = new ArrayList<String>();
    var content = spec.contentPolicy();
    var filters = content == null ? List.<ContentFilter>of() : content.filters();
    for (var i = 0; i < filters.size(); i++) {
      var written = filters.get(i).outputStrength();
      if (isForPromptsOnly(filters.get(i)) && written != null && written != FilterStrength.NONE) {
        fields.add("spec.contentPolicy.filters[" + i + "].outputStrength");
      }
    }
    return fields;
  }

  private static GuardrailContentPolicyConfig content(ContentPolicy policy) {
    var config =
        GuardrailContentPolicyConfig.builder()
            .filtersConfig(policy.filters().stream().map(GuardrailMapping::filter).toList());
    var tier = policy.tier();
    if (tier != null) {
      config.tierConfig(each -> each.tierName(tier.tierName().name()));
    }
    return config.build();
  }

  private static GuardrailContentFilterConfig filter(ContentFilter filter) {
    // Bedrock refuses any other strength for answers than NONE, if it is for prompts only.
    var outputStrength = isForPromptsOnly(filter) ? FilterStrength.NONE : filter.outputStrength();
    var config =
        GuardrailContentFilterConfig.builder()
            .type(filter.type().name())
            .inputStrength(filter.inputStrength().name())
            .outputStrength(name(outputStrength))
            .inputAction(name(filter.inputAction()))
            .outputAction(name(filter.outputAction()))
            .inputEnabled(filter.inputEnabled())
            .outputEnabled(filter.outputEnabled());
    var inputs = filter.inputModalities();
    if (inputs != null) {
      config.inputModalitiesWithStrings(inputs.stream().map(Enum::name).toList());
    }
    var outputs = filter.outputModalities();
    if (outputs != null) {
      config.outputModalitiesWithStrings(outputs.stream().map(Enum::name).toList());
    }
    return config.build();
  }

  private static boolean isForPromptsOnly(ContentFilter filter) {
    return filter.type() == ContentFilterType.PROMPT_ATTACK;
  }

  private static GuardrailTopicPolicyConfig topics(TopicPolicy policy) {
    var topics =
        policy.topics().stream()
            .map(
                each ->
                    GuardrailTopicConfig.builder()
                        .name(each.name())
                        .definition(each.definition())
                        .examples(each.examples())
                        .type(each.type().name())
                        .inputAction(name(each.inputAction()))
                        .outputAction(name(each.outputAction()))
                        .inputEnabled(each.inputEnabled())
                        .outputEnabled(each.outputEnabled())
                        .build())
            .toList();
    var config = GuardrailTopicPolicyConfig.builder().topicsConfig(topics);
    var tier = policy.tier();
    if (tier != null) {
      config.tierConfig(each -> each.tierName(tier.tierName().name()));
    }
    return config.build();
  }

  private static GuardrailWordPolicyConfig words(WordPolicy policy) {
    var config = GuardrailWordPolicyConfig.builder();
    if (!policy.words().isEmpty()) {
      config.wordsConfig(
          policy.words().stream()
              .map(
                  each ->
                      GuardrailWordConfig.builder()
                          .text(each.text())
                          .inputAction(name(each.inputAction()))
                          .outputAction(name(each.outputAction()))
                          .inputEnabled(each.inputEnabled())
                          .outputEnabled(each.outputEnabled())
                          .build())
              .toList());
    }
    if (!policy.managedWordLists().isEmpty()) {
      config.managedWordListsConfig(
          policy.managedWordLists().stream()
              .map(
                  each ->
                      GuardrailManagedWordsConfig.builder()
                          .type(each.type().name())
                          .inputAction(name(each.inputAction()))
                          .outputAction(name(each.outputAction()))
                          .inputEnabled(each.inputEnabled())
                          .outputEnabled(each.outputEnabled())
                          .build())
              .toList());
    }
    return config.build();
  }

  private static GuardrailSensitiveInformationPolicyConfig sensitive(
      SensitiveInformationPolicy policy) {
    var config = GuardrailSensitiveInformationPolicyConfig.builder();
    if (!policy.piiEntities().isEmpty()) {
      config.piiEntitiesConfig(
          policy.piiEntities().stream()
              .map(
                  each ->
                      GuardrailPiiEntityConfig.builder()
                          .type(each.type().name())
                          .action(each.action().name())
                          .inputAction(name(each.inputAction()))
                          .outputAction(name(each.outputAction()))
                          .inputEnabled(each.inputEnabled())
                          .outputEnabled(each.outputEnabled())
                          .build())
              .toList());
    }
    if (!policy.regexes().isEmpty()) {
      config.regexesConfig(
          policy.regexes().stream()
              .map(
                  each ->
                      GuardrailRegexConfig.builder()
                          .name(each.name())
                          .description(each.description())
                          .pattern(each.pattern())
                          .action(each.action().name())
                          .inputAction(name(each.inputAction()))
                          .outputAction(name(each.outputAction()))
                          .inputEnabled(each.inputEnabled())
                          .outputEnabled(each.outputEnabled())
                          .build())
              .toList());
    }
    return config.build();
  }

  private static @Nullable String name(@Nullable Enum<?> value) {
    return value == null ? null : value.name();
  }

  private GuardrailMapping() {}
}
