package ai.kernelpanic09.core.guardrail;

import ai.kernelpanic09.core.guardrail.JsonValue.Members;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec.AutomatedReasoningPolicy;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec.ContentFilter;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec.ContentFilterType;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec.ContentPolicy;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec.ContextualGroundingPolicy;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec.CrossRegionConfig;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec.FilterStrength;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec.GroundingFilter;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec.ManagedWordList;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec.PiiEntity;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec.Regex;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec.SensitiveInformationPolicy;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec.Topic;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec.TopicPolicy;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec.Word;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec.WordPolicy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Maps a policy's spec to the members of Bedrock's requests.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_UpdateGuardrail.html">UpdateGuardrail</a>
 */
final class GuardrailMapping {

  /** The members that the requests to create and to update a guardrail share, except its name. */
  static Members content(GuardrailPolicySpec spec) {
    return new MembersBuilder()
        .text("description", spec.description())
        .text("blockedInputMessaging", spec.blockedInputMessaging())
        .text("blockedOutputsMessaging", spec.blockedOutputsMessaging())
        .text("kmsKeyId", spec.kmsKeyId())
        .part("contentPolicyConfig", spec.contentPolicy(), GuardrailMapping::content)
        .part("topicPolicyConfig", spec.topicPolicy(), GuardrailMapping::topics)
        .part("wordPolicyConfig", spec.wordPolicy(), GuardrailMapping::words)
        .part(
            "sensitiveInformationPolicyConfig",
            spec.sensitiveInformationPolicy(),
            GuardrailMapping::sensitive)
        .part(
            "contextualGroundingPolicyConfig",
            spec.contextualGroundingPolicy(),
            GuardrailMapping::grounding)
        .part(
            "automatedReasoningPolicyConfig",
            spec.automatedReasoningPolicy(),
            GuardrailMapping::reasoning)
        .part("crossRegionConfig", spec.crossRegionConfig(), GuardrailMapping::crossRegion)
        .build();
  }

  /** Paths of the spec's fields that are sent with another value than the spec's. */
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

  private static Members content(ContentPolicy policy) {
    return new MembersBuilder()
        .parts("filtersConfig", policy.filters(), GuardrailMapping::filter)
        .tier(policy.tier())
        .build();
  }

  private static Members filter(ContentFilter filter) {
    // Bedrock refuses any other output strength than NONE for a filter that is for prompts only.
    var outputStrength = isForPromptsOnly(filter) ? FilterStrength.NONE : filter.outputStrength();
    return sides(
            filter.inputAction(),
            filter.outputAction(),
            filter.inputEnabled(),
            filter.outputEnabled())
        .word("type", filter.type())
        .word("inputStrength", filter.inputStrength())
        .word("outputStrength", outputStrength)
        .words("inputModalities", filter.inputModalities())
        .words("outputModalities", filter.outputModalities())
        .build();
  }

  private static boolean isForPromptsOnly(ContentFilter filter) {
    return filter.type() == ContentFilterType.PROMPT_ATTACK;
  }

  private static Members topics(TopicPolicy policy) {
    return new MembersBuilder()
        .parts("topicsConfig", policy.topics(), GuardrailMapping::topic)
        .tier(policy.tier())
        .build();
  }

  private static Members topic(Topic topic) {
    return sides(
            topic.inputAction(), topic.outputAction(), topic.inputEnabled(), topic.outputEnabled())
        .text("name", topic.name())
        .text("definition", topic.definition())
        .texts("examples", topic.examples())
        .word("type", topic.type())
        .build();
  }

  private static Members words(WordPolicy policy) {
    return new MembersBuilder()
        .anyParts("wordsConfig", policy.words(), GuardrailMapping::word)
        .anyParts(
            "managedWordListsConfig", policy.managedWordLists(), GuardrailMapping::managedList)
        .build();
  }

  private static Members word(Word word) {
    return sides(word.inputAction(), word.outputAction(), word.inputEnabled(), word.outputEnabled())
        .text("text", word.text())
        .build();
  }

  private static Members managedList(ManagedWordList list) {
    return sides(list.inputAction(), list.outputAction(), list.inputEnabled(), list.outputEnabled())
        .word("type", list.type())
        .build();
  }

  private static Members sensitive(SensitiveInformationPolicy policy) {
    return new MembersBuilder()
        .anyParts("piiEntitiesConfig", policy.piiEntities(), GuardrailMapping::entity)
        .anyParts("regexesConfig", policy.regexes(), GuardrailMapping::regex)
        .build();
  }

  private static Members entity(PiiEntity entity) {
    return sides(
            entity.inputAction(),
            entity.outputAction(),
            entity.inputEnabled(),
            entity.outputEnabled())
        .word("type", entity.type())
        .word("action", entity.action())
        .build();
  }

  private static Members regex(Regex regex) {
    return sides(
            regex.inputAction(), regex.outputAction(), regex.inputEnabled(), regex.outputEnabled())
        .text("name", regex.name())
        .text("description", regex.description())
        .text("pattern", regex.pattern())
        .word("action", regex.action())
        .build();
  }

  private static Members grounding(ContextualGroundingPolicy policy) {
    return new MembersBuilder()
        .parts("filtersConfig", policy.filters(), GuardrailMapping::groundingFilter)
        .tier(policy.tier())
        .build();
  }

  private static Members groundingFilter(GroundingFilter filter) {
    return new MembersBuilder()
        .word("type", filter.type())
        .number("threshold", filter.threshold())
        .word("action", filter.action())
        .flag("enabled", filter.enabled())
        .build();
  }

  private static Members reasoning(AutomatedReasoningPolicy policy) {
    return new MembersBuilder()
        .texts("policies", policy.policies())
        .number("confidenceThreshold", policy.confidenceThreshold())
        .build();
  }

  private static Members crossRegion(CrossRegionConfig config) {
    return new MembersBuilder()
        .text("guardrailProfileIdentifier", config.guardrailProfileIdentifier())
        .build();
  }

  /**
   * The members that a policy's entries share: whether prompts and answers are checked, and the
   * action for each.
   */
  private static MembersBuilder sides(
      @Nullable Enum<?> inputAction,
      @Nullable Enum<?> outputAction,
      @Nullable Boolean inputEnabled,
      @Nullable Boolean outputEnabled) {
    return new MembersBuilder()
        .word("inputAction", inputAction)
        .word("outputAction", outputAction)
        .flag("inputEnabled", inputEnabled)
        .flag("outputEnabled", outputEnabled);
  }

  private GuardrailMapping() {}
}
