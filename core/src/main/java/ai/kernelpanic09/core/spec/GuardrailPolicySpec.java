package ai.kernelpanic09.core.spec;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Bedrock guardrail in the vocabulary of Bedrock's API (members as GetGuardrail names them),
 * created in every account and region whose endpoints use it.
 */
@ValidationRule(
    value =
        "has(self.contentPolicy) || has(self.topicPolicy) || has(self.wordPolicy) ||"
            + " has(self.sensitiveInformationPolicy) || has(self.contextualGroundingPolicy) ||"
            + " has(self.automatedReasoningPolicy)",
    message = "must contain at least one policy")
@ValidationRule(
    value =
        "has(self.crossRegionConfig) || !has(self.contentPolicy) || !has(self.contentPolicy.tier)"
            + " || self.contentPolicy.tier.tierName != 'STANDARD'",
    message = "the STANDARD tier needs spec.crossRegionConfig",
    fieldPath = ".contentPolicy.tier")
@ValidationRule(
    value =
        "has(self.crossRegionConfig) || !has(self.topicPolicy) || !has(self.topicPolicy.tier) ||"
            + " self.topicPolicy.tier.tierName != 'STANDARD'",
    message = "the STANDARD tier needs spec.crossRegionConfig",
    fieldPath = ".topicPolicy.tier")
@ValidationRule(
    value =
        "has(self.crossRegionConfig) || !has(self.contextualGroundingPolicy) ||"
            + " !has(self.contextualGroundingPolicy.tier) ||"
            + " self.contextualGroundingPolicy.tier.tierName != 'STANDARD'",
    message = "the STANDARD tier needs spec.crossRegionConfig",
    fieldPath = ".contextualGroundingPolicy.tier")
public record GuardrailPolicySpec(
    @JsonPropertyDescription("What the guardrail is for, as Bedrock shows it.")
        @Size(min = 1, max = 200)
        @Nullable String description,
    @JsonPropertyDescription("Filters for harmful content and prompt attacks.")
        @Nullable ContentPolicy contentPolicy,
    @JsonPropertyDescription("Topics that are denied.") @Nullable TopicPolicy topicPolicy,
    @JsonPropertyDescription("Words and phrases that are blocked.") @Nullable WordPolicy wordPolicy,
    @JsonPropertyDescription("Personal data and patterns that are blocked or masked.")
        @Nullable SensitiveInformationPolicy sensitiveInformationPolicy,
    @JsonPropertyDescription(
            "Checks that answers are grounded in the given source and relevant to the question.")
        @Nullable ContextualGroundingPolicy contextualGroundingPolicy,
    @JsonPropertyDescription("Automated-reasoning policies that answers are checked against.")
        @Nullable AutomatedReasoningPolicy automatedReasoningPolicy,
    @JsonPropertyDescription(
            "Lets the guardrail run in several regions of a geography, which the STANDARD tier"
                + " needs.")
        @Nullable CrossRegionConfig crossRegionConfig,
    @JsonPropertyDescription("What the caller reads when a prompt is blocked.")
        @Default("Your request was blocked by the guardrail policy.")
        @Size(min = 1, max = 500)
        String blockedInputMessaging,
    @JsonPropertyDescription("What the caller reads when an answer is blocked.")
        @Default("The model's answer was blocked by the guardrail policy.")
        @Size(min = 1, max = 500)
        String blockedOutputsMessaging,
    @JsonPropertyDescription("KMS key (ARN, id or alias) that encrypts the guardrail.")
        @Size(min = 1, max = 2048)
        @Pattern(
            "^((arn:aws(-[^:]+)?:kms:[a-zA-Z0-9-]*:[0-9]{12}:((key/[a-zA-Z0-9-]{36})"
                + "|(alias/[a-zA-Z0-9_/-]+)))|([a-zA-Z0-9-]{36})|(alias/[a-zA-Z0-9_/-]+))$")
        @Nullable String kmsKeyId,
    @JsonPropertyDescription(
            "ARN of the IAM role that manages the guardrail; by default the role of the oldest"
                + " endpoint that references the policy.")
        @Size(min = 20, max = 640)
        @ValidationRule(
            value = "self.matches('" + Patterns.ROLE_ARN + "')",
            message =
                "must be the ARN of an IAM role such as"
                    + " arn:aws:iam::123456789012:role/guardrail-admin")
        @Nullable String roleArn,
    @JsonPropertyDescription(
            "What happens to the guardrails in AWS when this policy is deleted: Delete removes them"
                + " once nothing uses them, Retain keeps them.")
        @Default("Delete")
        DeletionPolicy deletionPolicy)
    implements ManifestPart {

  /** Members that a manifest leaves out get the defaults that the API server sets. */
  public GuardrailPolicySpec {
    blockedInputMessaging =
        blockedInputMessaging == null
            ? "Your request was blocked by the guardrail policy."
            : blockedInputMessaging;
    blockedOutputsMessaging =
        blockedOutputsMessaging == null
            ? "The model's answer was blocked by the guardrail policy."
            : blockedOutputsMessaging;
    deletionPolicy = deletionPolicy == null ? DeletionPolicy.DELETE : deletionPolicy;
  }

  /** What happens to the guardrails in AWS when the policy is deleted. */
  public enum DeletionPolicy {
    @JsonProperty("Retain")
    RETAIN,
    @JsonProperty("Delete")
    DELETE
  }

  /** The action of a policy on content that it finds. */
  public enum Action {
    BLOCK,
    NONE
  }

  /** The action of a sensitive-information policy on data that it finds. */
  public enum SensitiveInformationAction {
    BLOCK,
    ANONYMIZE,
    NONE
  }

  /** How strictly a content filter judges. */
  public enum FilterStrength {
    NONE,
    LOW,
    MEDIUM,
    HIGH
  }

  /** Kind of content that a content filter looks for. */
  public enum ContentFilterType {
    SEXUAL,
    VIOLENCE,
    HATE,
    INSULTS,
    MISCONDUCT,
    PROMPT_ATTACK
  }

  /** Kind of data that a content filter looks at. */
  public enum Modality {
    TEXT,
    IMAGE
  }

  /** Model behind content filters, denied topics and contextual grounding. */
  public enum TierName {
    CLASSIC,
    STANDARD
  }

  /** Kind of a denied topic. */
  public enum TopicType {
    DENY
  }

  /** A list of words that Bedrock maintains. */
  public enum ManagedWordListType {
    PROFANITY
  }

  /** What a contextual grounding filter checks. */
  public enum GroundingFilterType {
    GROUNDING,
    RELEVANCE
  }

  /** Kind of personal data or secret. */
  public enum PiiEntityType {
    ADDRESS,
    AGE,
    AWS_ACCESS_KEY,
    AWS_SECRET_KEY,
    CA_HEALTH_NUMBER,
    CA_SOCIAL_INSURANCE_NUMBER,
    CREDIT_DEBIT_CARD_CVV,
    CREDIT_DEBIT_CARD_EXPIRY,
    CREDIT_DEBIT_CARD_NUMBER,
    DRIVER_ID,
    EMAIL,
    INTERNATIONAL_BANK_ACCOUNT_NUMBER,
    IP_ADDRESS,
    LICENSE_PLATE,
    MAC_ADDRESS,
    NAME,
    PASSWORD,
    PHONE,
    PIN,
    SWIFT_CODE,
    UK_NATIONAL_HEALTH_SERVICE_NUMBER,
    UK_NATIONAL_INSURANCE_NUMBER,
    UK_UNIQUE_TAXPAYER_REFERENCE_NUMBER,
    URL,
    USERNAME,
    US_BANK_ACCOUNT_NUMBER,
    US_BANK_ROUTING_NUMBER,
    US_INDIVIDUAL_TAX_IDENTIFICATION_NUMBER,
    US_PASSPORT_NUMBER,
    US_SOCIAL_SECURITY_NUMBER,
    VEHICLE_IDENTIFICATION_NUMBER
  }

  /** Tier of a policy's model. */
  public record Tier(
      @JsonPropertyDescription(
              "CLASSIC, or STANDARD, which knows more languages and needs crossRegionConfig.")
          @Required
          TierName tierName)
      implements ManifestPart {}

  /** Filters for harmful content and prompt attacks. */
  public record ContentPolicy(
      @JsonPropertyDescription("The filters, one per type.") @Required @Size(min = 1, max = 6)
          List<ContentFilter> filters,
      @JsonPropertyDescription("Tier of the filters' model.") @Nullable Tier tier)
      implements ManifestPart {

    public ContentPolicy {
      filters = filters == null ? List.of() : List.copyOf(filters);
    }
  }

  /** A filter for one kind of harmful content. */
  @ValidationRule(
      value = "self.type == 'PROMPT_ATTACK' || has(self.outputStrength)",
      message = "is required, except for PROMPT_ATTACK",
      fieldPath = ".outputStrength")
  public record ContentFilter(
      @JsonPropertyDescription("Kind of content.") @Required ContentFilterType type,
      @JsonPropertyDescription("How strictly prompts are judged.") @Required
          FilterStrength inputStrength,
      @JsonPropertyDescription(
              "How strictly answers are judged. Bedrock allows only NONE for PROMPT_ATTACK: another"
                  + " value is accepted, sent as NONE and reported.")
          @Nullable FilterStrength outputStrength,
      @JsonPropertyDescription("Kinds of data that are looked at in prompts; TEXT by default.")
          @Size(min = 1, max = 2)
          @Nullable List<Modality> inputModalities,
      @JsonPropertyDescription("Kinds of data that are looked at in answers; TEXT by default.")
          @Size(min = 1, max = 2)
          @Nullable List<Modality> outputModalities,
      @JsonPropertyDescription("What happens to a prompt that is found; BLOCK by default.")
          @Nullable Action inputAction,
      @JsonPropertyDescription("What happens to an answer that is found; BLOCK by default.")
          @Nullable Action outputAction,
      @JsonPropertyDescription("Whether prompts are looked at (and charged); true by default.")
          @Nullable Boolean inputEnabled,
      @JsonPropertyDescription("Whether answers are looked at (and charged); true by default.")
          @Nullable Boolean outputEnabled)
      implements ManifestPart {}

  /** Topics that are denied. */
  public record TopicPolicy(
      @JsonPropertyDescription("The topics.") @Required @Size(min = 1, max = 30) List<Topic> topics,
      @JsonPropertyDescription("Tier of the topics' model.") @Nullable Tier tier)
      implements ManifestPart {

    public TopicPolicy {
      topics = topics == null ? List.of() : List.copyOf(topics);
    }
  }

  /** A topic that is denied. */
  public record Topic(
      @JsonPropertyDescription("Name of the topic.")
          @Required
          @Size(min = 1, max = 100)
          @Pattern("^[0-9a-zA-Z_ !?.-]+$")
          String name,
      @JsonPropertyDescription("What the topic is, in a sentence.")
          @Required
          @Size(min = 1, max = 200)
          String definition,
      @JsonPropertyDescription("Phrases that belong to the topic.") @Size(max = 5)
          @Nullable List<@Size(min = 1, max = 100) String> examples,
      @JsonPropertyDescription("Kind of the topic.") @Default("DENY") TopicType type,
      @JsonPropertyDescription("What happens to a prompt that is found; BLOCK by default.")
          @Nullable Action inputAction,
      @JsonPropertyDescription("What happens to an answer that is found; BLOCK by default.")
          @Nullable Action outputAction,
      @JsonPropertyDescription("Whether prompts are looked at (and charged); true by default.")
          @Nullable Boolean inputEnabled,
      @JsonPropertyDescription("Whether answers are looked at (and charged); true by default.")
          @Nullable Boolean outputEnabled)
      implements ManifestPart {

    public Topic {
      type = type == null ? TopicType.DENY : type;
    }
  }

  /** Words and phrases that are blocked. */
  @ValidationRule(
      value =
          "(has(self.words) && self.words.size() > 0) || (has(self.managedWordLists) &&"
              + " self.managedWordLists.size() > 0)",
      message = "must set words, managedWordLists or both")
  public record WordPolicy(
      @JsonPropertyDescription("Own words and phrases.") @Size(max = 10_000) List<Word> words,
      @JsonPropertyDescription("Lists that Bedrock maintains.") @Size(max = 1)
          List<ManagedWordList> managedWordLists)
      implements ManifestPart {

    public WordPolicy {
      words = words == null ? List.of() : List.copyOf(words);
      managedWordLists = managedWordLists == null ? List.of() : List.copyOf(managedWordLists);
    }
  }

  /** A word or phrase that is blocked. */
  public record Word(
      @JsonPropertyDescription("The word or phrase.") @Required @Size(min = 1, max = 100)
          String text,
      @JsonPropertyDescription("What happens to a prompt that is found; BLOCK by default.")
          @Nullable Action inputAction,
      @JsonPropertyDescription("What happens to an answer that is found; BLOCK by default.")
          @Nullable Action outputAction,
      @JsonPropertyDescription("Whether prompts are looked at; true by default.")
          @Nullable Boolean inputEnabled,
      @JsonPropertyDescription("Whether answers are looked at; true by default.")
          @Nullable Boolean outputEnabled)
      implements ManifestPart {}

  /** A list of words that Bedrock maintains. */
  public record ManagedWordList(
      @JsonPropertyDescription("Which list.") @Required ManagedWordListType type,
      @JsonPropertyDescription("What happens to a prompt that is found; BLOCK by default.")
          @Nullable Action inputAction,
      @JsonPropertyDescription("What happens to an answer that is found; BLOCK by default.")
          @Nullable Action outputAction,
      @JsonPropertyDescription("Whether prompts are looked at; true by default.")
          @Nullable Boolean inputEnabled,
      @JsonPropertyDescription("Whether answers are looked at; true by default.")
          @Nullable Boolean outputEnabled)
      implements ManifestPart {}

  /** Personal data and patterns that are blocked or masked. */
  @ValidationRule(
      value =
          "(has(self.piiEntities) && self.piiEntities.size() > 0) || (has(self.regexes) &&"
              + " self.regexes.size() > 0)",
      message = "must set piiEntities, regexes or both")
  public record SensitiveInformationPolicy(
      @JsonPropertyDescription("Kinds of personal data, one entry per type.") @Size(max = 31)
          List<PiiEntity> piiEntities,
      @JsonPropertyDescription("Own patterns.") @Size(max = 30) List<Regex> regexes)
      implements ManifestPart {

    public SensitiveInformationPolicy {
      piiEntities = piiEntities == null ? List.of() : List.copyOf(piiEntities);
      regexes = regexes == null ? List.of() : List.copyOf(regexes);
    }
  }

  /** A kind of personal data or secret. */
  public record PiiEntity(
      @JsonPropertyDescription("Kind of data.") @Required PiiEntityType type,
      @JsonPropertyDescription(
              "What happens to data that is found: BLOCK refuses, ANONYMIZE masks, NONE reports.")
          @Required
          SensitiveInformationAction action,
      @JsonPropertyDescription("What happens in prompts; as action by default.")
          @Nullable SensitiveInformationAction inputAction,
      @JsonPropertyDescription("What happens in answers; as action by default.")
          @Nullable SensitiveInformationAction outputAction,
      @JsonPropertyDescription("Whether prompts are looked at (and charged); true by default.")
          @Nullable Boolean inputEnabled,
      @JsonPropertyDescription("Whether answers are looked at (and charged); true by default.")
          @Nullable Boolean outputEnabled)
      implements ManifestPart {}

  /** A pattern of sensitive data that the policy itself defines. */
  public record Regex(
      @JsonPropertyDescription("Name of the pattern, by which masked data is replaced.")
          @Required
          @Size(min = 1, max = 100)
          String name,
      @JsonPropertyDescription("What the pattern finds.") @Size(min = 1, max = 1000)
          @Nullable String description,
      @JsonPropertyDescription("The regular expression; Bedrock knows no look-around.")
          @Required
          @Size(min = 1, max = 500)
          String pattern,
      @JsonPropertyDescription(
              "What happens to data that is found: BLOCK refuses, ANONYMIZE masks, NONE reports.")
          @Required
          SensitiveInformationAction action,
      @JsonPropertyDescription("What happens in prompts; as action by default.")
          @Nullable SensitiveInformationAction inputAction,
      @JsonPropertyDescription("What happens in answers; as action by default.")
          @Nullable SensitiveInformationAction outputAction,
      @JsonPropertyDescription("Whether prompts are looked at; true by default.")
          @Nullable Boolean inputEnabled,
      @JsonPropertyDescription("Whether answers are looked at; true by default.")
          @Nullable Boolean outputEnabled)
      implements ManifestPart {}

  /** Checks that answers are grounded in the given source and relevant to the question. */
  public record ContextualGroundingPolicy(
      @JsonPropertyDescription("The filters, one per type.") @Required @Size(min = 1, max = 2)
          List<GroundingFilter> filters,
      @JsonPropertyDescription("Tier of the filters' model.") @Nullable Tier tier)
      implements ManifestPart {

    public ContextualGroundingPolicy {
      filters = filters == null ? List.of() : List.copyOf(filters);
    }
  }

  /** A check of answers against the source or the question. */
  public record GroundingFilter(
      @JsonPropertyDescription("GROUNDING in the source, or RELEVANCE to the question.") @Required
          GroundingFilterType type,
      @JsonPropertyDescription("Score below which an answer is found, from 0 to 0.99.")
          @Required
          @Min(0)
          @Max(0.99)
          Double threshold,
      @JsonPropertyDescription("What happens to an answer that is found; BLOCK by default.")
          @Nullable Action action,
      @JsonPropertyDescription("Whether the filter is in force (and charged); true by default.")
          @Nullable Boolean enabled)
      implements ManifestPart {}

  /** Automated-reasoning policies that answers are checked against. */
  public record AutomatedReasoningPolicy(
      @JsonPropertyDescription("ARNs of the policies, with or without a version.")
          @Required
          @Size(min = 1, max = 2)
          List<
                  @Size(min = 1, max = 2048)
                  @Pattern(
                      "^arn:aws(-[^:]+)?:bedrock:[a-z0-9-]{1,20}:[0-9]{12}:"
                          + "automated-reasoning-policy/[a-z0-9]{12}(:([1-9][0-9]{0,11}))?$")
                  String>
              policies,
      @JsonPropertyDescription("Confidence from which a finding counts, from 0 to 1.")
          @Min(0)
          @Max(1)
          @Nullable Double confidenceThreshold)
      implements ManifestPart {

    public AutomatedReasoningPolicy {
      policies = policies == null ? List.of() : List.copyOf(policies);
    }
  }

  /** Lets the guardrail run in several regions of a geography. */
  public record CrossRegionConfig(
      @JsonPropertyDescription("Id or ARN of a guardrail profile, such as us.guardrail.v1:0.")
          @Required
          @Size(min = 15, max = 2048)
          @Pattern(
              "^([a-z0-9-]+[.]guardrail[.]v[0-9:]+|arn:aws(-[^:]+)?:bedrock:[a-z0-9-]{1,20}:"
                  + "[0-9]{12}:guardrail-profile/[a-z0-9-]+[.]guardrail[.]v[0-9:]+)$")
          String guardrailProfileIdentifier)
      implements ManifestPart {}
}
