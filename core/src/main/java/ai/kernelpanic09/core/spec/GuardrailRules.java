package ai.kernelpanic09.core.spec;

import ai.kernelpanic09.core.spec.GuardrailPolicySpec.ContentFilter;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec.ContentFilterType;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec.ContentPolicy;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec.FilterStrength;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec.GroundingFilter;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec.PiiEntity;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec.Regex;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec.SensitiveInformationPolicy;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec.Tier;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec.TierName;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec.Topic;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rules of a guardrail policy. */
final class GuardrailRules {

  private static final List<String> LOOK_AROUND = List.of("(?=", "(?!", "(?<=", "(?<!");

  private final GuardrailPolicySpec spec;
  private final Findings findings;

  GuardrailRules(GuardrailPolicySpec spec, Findings findings) {
    this.spec = spec;
    this.findings = findings;
  }

  void check() {
    if (Stream.of(
            spec.contentPolicy(),
            spec.topicPolicy(),
            spec.wordPolicy(),
            spec.sensitiveInformationPolicy(),
            spec.contextualGroundingPolicy(),
            spec.automatedReasoningPolicy())
        .allMatch(Objects::isNull)) {
      findings.error("spec", "must contain at least one policy");
    }
    findings.matches(
        "spec.roleArn",
        spec.roleArn(),
        Patterns.ROLE_ARN,
        "must be the ARN of an IAM role such as arn:aws:iam::123456789012:role/guardrail-admin");
    if (spec.contentPolicy() != null) {
      content(spec.contentPolicy());
    }
    var topics = spec.topicPolicy();
    if (topics != null) {
      findings.unique("spec.topicPolicy.topics", topics.topics(), "name", Topic::name);
      tier("spec.topicPolicy.tier", topics.tier());
    }
    var words = spec.wordPolicy();
    if (words != null && words.words().isEmpty() && words.managedWordLists().isEmpty()) {
      findings.error("spec.wordPolicy", "must set words, managedWordLists or both");
    }
    if (spec.sensitiveInformationPolicy() != null) {
      sensitive(spec.sensitiveInformationPolicy());
    }
    var grounding = spec.contextualGroundingPolicy();
    if (grounding != null) {
      findings.unique(
          "spec.contextualGroundingPolicy.filters",
          grounding.filters(),
          "type",
          GroundingFilter::type);
      tier("spec.contextualGroundingPolicy.tier", grounding.tier());
    }
  }

  private void content(ContentPolicy policy) {
    if (policy.filters().isEmpty()) {
      findings.error("spec.contentPolicy.filters", "must contain at least one filter");
    }
    findings.unique("spec.contentPolicy.filters", policy.filters(), "type", ContentFilter::type);
    for (var i = 0; i < policy.filters().size(); i++) {
      outputStrength(
          "spec.contentPolicy.filters[" + i + "].outputStrength", policy.filters().get(i));
    }
    tier("spec.contentPolicy.tier", policy.tier());
  }

  private void outputStrength(String field, ContentFilter filter) {
    var strength = filter.outputStrength();
    if (filter.type() != ContentFilterType.PROMPT_ATTACK) {
      if (strength == null) {
        findings.error(field, "is required, except for PROMPT_ATTACK");
      }
    } else if (strength != null && strength != FilterStrength.NONE) {
      findings.warning(
          field,
          "is sent as NONE: Bedrock looks for prompt attacks in prompts only, and refuses "
              + strength);
    }
  }

  private void tier(String field, @Nullable Tier tier) {
    if (tier != null && tier.tierName() == TierName.STANDARD && spec.crossRegionConfig() == null) {
      findings.error(field, "the STANDARD tier needs spec.crossRegionConfig");
    }
  }

  private void sensitive(SensitiveInformationPolicy policy) {
    var path = "spec.sensitiveInformationPolicy";
    if (policy.piiEntities().isEmpty() && policy.regexes().isEmpty()) {
      findings.error(path, "must set piiEntities, regexes or both");
    }
    findings.unique(path + ".piiEntities", policy.piiEntities(), "type", PiiEntity::type);
    findings.unique(path + ".regexes", policy.regexes(), "name", Regex::name);
    for (var i = 0; i < policy.regexes().size(); i++) {
      var pattern = policy.regexes().get(i).pattern();
      if (pattern != null && LOOK_AROUND.stream().anyMatch(pattern::contains)) {
        findings.warning(
            path + ".regexes[" + i + "].pattern",
            "contains look-around, which Bedrock does not know");
      }
    }
  }
}
