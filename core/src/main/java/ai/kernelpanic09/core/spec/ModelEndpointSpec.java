package ai.kernelpanic09.core.spec;

import ai.kernelpanic09.core.endpoint.CallTimeouts;
import ai.kernelpanic09.core.endpoint.GuardrailExemption;
import ai.kernelpanic09.core.endpoint.SidecarDefaults;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.ServiceTier;
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

/** One Bedrock model, as applications of a namespace may use it, with its budget and limits. */
@ValidationRule(
    value = "!self.modelId.startsWith('arn:') || self.modelId.split(':')[3] == self.region",
    message = "must name the region of spec.region when it is an ARN",
    fieldPath = ".modelId")
@ValidationRule(
    value =
        "!has(self.projectIdentifier) || !self.projectIdentifier.startsWith('arn:') ||"
            + " self.projectIdentifier.split(':')[3] == self.region",
    message = "must name the region of spec.region when it is an ARN",
    fieldPath = ".projectIdentifier")
@ValidationRule(
    value =
        "!has(self.projectIdentifier) || !self.modelId.contains(':application-inference-profile/')",
    message = "can't be set for an application inference profile, which has tags of its own",
    fieldPath = ".projectIdentifier")
@ValidationRule(
    value =
        "!has(self.endpointUrl) || !self.endpointUrl.contains('.amazonaws.com') ||"
            + " self.endpointUrl.matches('^https://(vpce-[a-z0-9-]+[.])?bedrock-runtime(-fips)?[.]'"
            + " + self.region + '[.](vpce[.])?amazonaws[.]com([.]cn)?(:443)?/?$')",
    message =
        "must be Bedrock's runtime in the region of spec.region when it is a host of AWS, such as"
            + " https://vpce-0a1b2c.bedrock-runtime.us-east-1.vpce.amazonaws.com",
    fieldPath = ".endpointUrl")
@ValidationRule(
    value = "!self.checkToolResults || has(self.guardrailPolicyRef)",
    message = "needs spec.guardrailPolicyRef",
    fieldPath = ".checkToolResults")
@ValidationRule(
    value =
        "!has(self.guardrailExemptions) || size(self.guardrailExemptions) == 0 ||"
            + " has(self.guardrailPolicyRef)",
    message = "needs spec.guardrailPolicyRef",
    fieldPath = ".guardrailExemptions")
public record ModelEndpointSpec(
    @JsonPropertyDescription(
            "Bedrock model to call: the id of a foundation model or inference profile, or the ARN"
                + " of a foundation model, inference profile, application inference profile, prompt"
                + " router, provisioned, imported or deployed custom model. A bare id that Bedrock"
                + " serves only through a profile is resolved to the region's geographic profile,"
                + " never to a global one; see status.resolvedModel.")
        @Required
        @Size(min = 3, max = 512)
        @ValidationRule(
            value = "self.matches('" + Patterns.MODEL_ID + "')",
            message =
                "must be a Bedrock model id such as anthropic.claude-haiku-4-5-20251001-v1:0, an"
                    + " inference profile's id, or the ARN of a model, profile or prompt router")
        String modelId,
    @JsonPropertyDescription("AWS region whose Bedrock is called, such as us-east-1.")
        @Required
        @Size(min = 5, max = 32)
        @ValidationRule(
            value = "self.matches('" + Patterns.REGION + "')",
            message = "must be an AWS region such as us-east-1")
        String region,
    @JsonPropertyDescription(
            "ARN of the IAM role that calls the model. The operator assumes it with a session"
                + " policy for exactly this model and guardrail, and an ExternalId of <cluster"
                + " id>/<namespace>/<name>.")
        @Required
        @Size(min = 20, max = 640)
        @ValidationRule(
            value = "self.matches('" + Patterns.ROLE_ARN + "')",
            message =
                "must be the ARN of an IAM role such as"
                    + " arn:aws:iam::123456789012:role/bedrock-invoker")
        String irsaRoleArn,
    @JsonPropertyDescription(
            "Upper limit of output tokens per call: requests that ask for more are capped, requests"
                + " that ask for nothing get this many. It bounds what one call may cost.")
        @Default("4096")
        @Min(1)
        @Max(1_000_000)
        Integer maxTokens,
    @JsonPropertyDescription("Dollars that all callers of this endpoint together may spend.")
        @Nullable CostBudget costBudget,
    @JsonPropertyDescription("Calls and tokens that all callers of this endpoint together may use.")
        @Nullable RateLimit rateLimit,
    @JsonPropertyDescription(
            "Name of the GuardrailPolicy that every call carries. While it is not in force the"
                + " endpoint refuses calls.")
        @Size(min = 1, max = 39)
        @Pattern(Patterns.DNS_LABEL)
        @Nullable String guardrailPolicyRef,
    @JsonPropertyDescription(
            "Price of the model, for models whose price the operator does not know, or negotiated"
                + " prices. It may only raise a known price unless the operator is set to allow"
                + " lowering.")
        @Nullable Pricing pricing,
    @JsonPropertyDescription(
            "Bedrock's service tier for all calls, by AWS's own words. Each tier has its own prices:"
                + " a model without a known one in the tier is not priced, see spec.pricing. Callers"
                + " can't choose a tier.")
        @Default("default")
        ServiceTier serviceTier,
    @JsonPropertyDescription(
            "Bedrock project on whose bill all calls are: its id or ARN, of the role's account and"
                + " this region. Without it they are on that of the account's default project."
                + " Callers can't choose one.")
        @Size(min = 1, max = 256)
        @ValidationRule(
            value = "self.matches('" + Patterns.PROJECT + "')",
            message =
                "must be the id of a Bedrock project, or its ARN such as"
                    + " arn:aws:bedrock:us-east-1:123456789012:project/proj_abc123")
        @Nullable String projectIdentifier,
    @JsonPropertyDescription(
            "Base URL of Bedrock's runtime to call instead of the region's public one: a VPC"
                + " endpoint, or a host that the operator's setting endpointHosts lists. HTTPS,"
                + " host and port only.")
        @Size(min = 9, max = 300)
        @ValidationRule(
            value = "self.matches('" + Patterns.HTTPS_HOST + "')",
            message =
                "must be an https URL of a host, without path or query, such as"
                    + " https://vpce-0a1b2c.bedrock-runtime.us-east-1.vpce.amazonaws.com")
        @Nullable String endpointUrl,
    @JsonPropertyDescription(
            "Names of endpoints of the same namespace, with the same guardrail, that are tried in"
                + " this order when the model is throttled or fails.")
        @Size(max = 8)
        @ValidationRule(
            value = "self.all(f, self.exists_one(g, g == f))",
            message = "must not name an endpoint twice")
        List<@Size(min = 1, max = 57) @Pattern(Patterns.DNS_LABEL) String> fallbacks,
    @JsonPropertyDescription(
            "Namespaces whose pods may use this endpoint, besides its own; \"*\" allows all.")
        @Size(max = 256)
        List<@Size(min = 1, max = 63) @Pattern("^([a-z0-9]([-a-z0-9]*[a-z0-9])?|[*])$") String>
            allowedNamespaces,
    @JsonPropertyDescription(
            "How pods reach the model: Sidecar injects the proxy into labelled pods, Gateway sends"
                + " them to the shared gateway.")
        @Default("Sidecar")
        Mode mode,
    @JsonPropertyDescription(
            "Whether tool results and tool inputs, which Bedrock's guardrails do not look at, are"
                + " checked by separate calls to the guardrail. Needs guardrailPolicyRef.")
        @Default("false")
        Boolean checkToolResults,
    @JsonPropertyDescription(
            "Content of calls that the guardrail need not look at. SystemPrompt: the system prompt,"
                + " which Bedrock itself does not look at, is not checked by a call of its own."
                + " UnmarkedContent: callers may mark what is looked at (guardContent), and nothing"
                + " else is. UnreadableContent: documents that no guardrail can read (PDF, Word,"
                + " Excel), audio and video are passed on; else they are refused. Without"
                + " exemptions every text of the system prompt and the messages is looked at. Needs"
                + " guardrailPolicyRef.")
        @Size(max = 3)
        @ValidationRule(
            value = "self.all(e, self.exists_one(f, f == e))",
            message = "must not name an exemption twice")
        List<GuardrailExemption> guardrailExemptions,
    @JsonPropertyDescription(
            "How long an answer is taken to be when the charge of its guardrail is reserved. Usual:"
                + " 8 characters a token; what is billed above that is drawn from what is free."
                + " Proven: 128, which no answer exceeds, so that a budget holds fewer calls at"
                + " once.")
        @Default("Usual")
        GuardrailReservation guardrailReservation,
    @JsonPropertyDescription("How long the model may take to answer a call.")
        @Nullable Timeouts timeouts,
    @JsonPropertyDescription("Settings of the injected proxy sidecar.") @Nullable Sidecar sidecar)
    implements ManifestPart {

  /** Members that a manifest leaves out get the defaults that the API server sets. */
  public ModelEndpointSpec {
    maxTokens = maxTokens == null ? 4096 : maxTokens;
    fallbacks = fallbacks == null ? List.of() : List.copyOf(fallbacks);
    allowedNamespaces = allowedNamespaces == null ? List.of() : List.copyOf(allowedNamespaces);
    mode = mode == null ? Mode.SIDECAR : mode;
    serviceTier = serviceTier == null ? ServiceTier.DEFAULT : serviceTier;
    checkToolResults = checkToolResults == null ? Boolean.FALSE : checkToolResults;
    guardrailExemptions =
        guardrailExemptions == null ? List.of() : List.copyOf(guardrailExemptions);
    guardrailReservation =
        guardrailReservation == null ? GuardrailReservation.USUAL : guardrailReservation;
  }

  /** How pods reach the model. */
  public enum Mode {
    @JsonProperty("Sidecar")
    SIDECAR,
    @JsonProperty("Gateway")
    GATEWAY
  }

  /** How long an answer is taken to be when the charge of its guardrail is reserved. */
  public enum GuardrailReservation {
    /** As long as answers usually are at most. */
    @JsonProperty("Usual")
    USUAL,
    /** As long as tokens can be at all. */
    @JsonProperty("Proven")
    PROVEN
  }

  /** What happens when a budget is spent. */
  public enum ExceededAction {
    @JsonProperty("Block")
    BLOCK,
    @JsonProperty("Warn")
    WARN
  }

  /** Dollars that all callers together may spend. */
  @ValidationRule(
      value = "has(self.daily) || has(self.monthly)",
      message = "must set daily, monthly or both")
  public record CostBudget(
      @JsonPropertyDescription(
              "Dollars per calendar day in timeZone, as a decimal string with at most 9 decimals.")
          @Size(min = 1, max = 20)
          @ValidationRule(
              value = Patterns.POSITIVE_MONEY_RULE,
              message = Patterns.POSITIVE_MONEY_MESSAGE)
          @Nullable String daily,
      @JsonPropertyDescription(
              "Dollars per calendar month in timeZone, as a decimal string with at most 9"
                  + " decimals.")
          @Size(min = 1, max = 20)
          @ValidationRule(
              value = Patterns.POSITIVE_MONEY_RULE,
              message = Patterns.POSITIVE_MONEY_MESSAGE)
          @Nullable String monthly,
      @JsonPropertyDescription(
              "IANA time zone in which days and months begin. A change applies from the next day"
                  + " on.")
          @Default("UTC")
          @Size(min = 1, max = 64)
          @ValidationRule(
              value = "self.matches('" + Patterns.TIME_ZONE + "')",
              message = "must be an IANA time zone such as UTC or Europe/Berlin")
          String timeZone,
      @JsonPropertyDescription(
              "What happens when a budget is spent: Block refuses calls, Warn lets them pass and"
                  + " reports it.")
          @Default("Block")
          ExceededAction onExceeded)
      implements ManifestPart {

    public CostBudget {
      timeZone = timeZone == null ? "UTC" : timeZone;
      onExceeded = onExceeded == null ? ExceededAction.BLOCK : onExceeded;
    }

    /** Dollars per day, or null when days are not limited. */
    public @Nullable Money dailyLimit() {
      return daily == null ? null : Money.parse(daily);
    }

    /** Dollars per month, or null when months are not limited. */
    public @Nullable Money monthlyLimit() {
      return monthly == null ? null : Money.parse(monthly);
    }
  }

  /** Calls and tokens that all callers together may use in any 60 seconds. */
  @ValidationRule(
      value = "has(self.requestsPerMinute) || has(self.tokensPerMinute)",
      message = "must set requestsPerMinute, tokensPerMinute or both")
  public record RateLimit(
      @JsonPropertyDescription("Calls in any 60 seconds.") @Min(1) @Max(1_000_000)
          @Nullable Integer requestsPerMinute,
      @JsonPropertyDescription(
              "Tokens in any 60 seconds, counted as Bedrock's quotas count them: input, cache and"
                  + " the call's maximum of output, corrected when the call has ended.")
          @Min(1)
          @Max(1_000_000_000)
          @Nullable Integer tokensPerMinute,
      @JsonPropertyDescription(
              "Percent of requestsPerMinute that active pods hold ahead: it serves for a minute"
                  + " while no operator answers. A burst of one pod gets the rest, and what the pod"
                  + " itself holds, at once. Limits above 600 are shared out anyway.")
          @Default("10")
          @Min(0)
          @Max(50)
          Integer standingPercent)
      implements ManifestPart {

    public RateLimit {
      standingPercent = standingPercent == null ? 10 : standingPercent;
    }
  }

  /** Prices in dollars per million tokens, as decimal strings. */
  public record Pricing(
      @JsonPropertyDescription("Dollars per million input tokens.")
          @Size(min = 1, max = 20)
          @ValidationRule(
              value = Patterns.POSITIVE_MONEY_RULE,
              message = Patterns.POSITIVE_MONEY_MESSAGE)
          @Nullable String input,
      @JsonPropertyDescription("Dollars per million output tokens, if any.")
          @Size(min = 1, max = 20)
          @ValidationRule(
              value = Patterns.POSITIVE_MONEY_RULE,
              message = Patterns.POSITIVE_MONEY_MESSAGE)
          @Nullable String output,
      @JsonPropertyDescription("Dollars per million input tokens read from the prompt cache.")
          @Size(min = 1, max = 20)
          @ValidationRule(
              value = Patterns.POSITIVE_MONEY_RULE,
              message = Patterns.POSITIVE_MONEY_MESSAGE)
          @Nullable String cacheRead,
      @JsonPropertyDescription(
              "Dollars per million input tokens written to the prompt cache for 5 minutes.")
          @Size(min = 1, max = 20)
          @ValidationRule(
              value = Patterns.POSITIVE_MONEY_RULE,
              message = Patterns.POSITIVE_MONEY_MESSAGE)
          @Nullable String cacheWrite5m,
      @JsonPropertyDescription(
              "Dollars per million input tokens written to the prompt cache for one hour.")
          @Size(min = 1, max = 20)
          @ValidationRule(
              value = Patterns.POSITIVE_MONEY_RULE,
              message = Patterns.POSITIVE_MONEY_MESSAGE)
          @Nullable String cacheWrite1h,
      @JsonPropertyDescription(
              "Prices of calls with a long prompt, where they are higher: all tokens of such a call"
                  + " have them.")
          @Nullable LongPromptPricing longPrompts,
      @JsonPropertyDescription(
              "Most input tokens that the model reads, for a model whose bounds the operator does"
                  + " not know; 2,097,152 if absent. It bounds what one call may cost.")
          @Min(1)
          @Max(10_000_000)
          @Nullable Integer contextWindow,
      @JsonPropertyDescription(
              "How many tokens a text can have, for a model whose bounds the operator does not know."
                  + " byte: never more than it has UTF-8 bytes, as with byte-level tokenisers. other: up"
                  + " to the context window.")
          @Default("other")
          TokenBound tokens)
      implements ManifestPart {

    public Pricing {
      tokens = tokens == null ? TokenBound.OTHER : tokens;
    }
  }

  /** How many tokens a text can have. */
  public enum TokenBound {
    /** Never more than UTF-8 bytes. */
    @JsonProperty("byte")
    BYTE,
    /** Nobody knows; the context window is the bound. */
    @JsonProperty("other")
    OTHER
  }

  /** Prices of calls with a long prompt, in dollars per million tokens, as decimal strings. */
  @ValidationRule(
      value =
          "has(self.input) || has(self.output) || has(self.cacheRead) || has(self.cacheWrite5m) ||"
              + " has(self.cacheWrite1h)",
      message = "must set a price")
  public record LongPromptPricing(
      @JsonPropertyDescription(
              "A prompt of more input tokens than this, those read from and written to the cache"
                  + " included, is long.")
          @Required
          @Min(1)
          @Max(10_000_000)
          Integer aboveTokens,
      @JsonPropertyDescription("Dollars per million input tokens.")
          @Size(min = 1, max = 20)
          @ValidationRule(
              value = Patterns.POSITIVE_MONEY_RULE,
              message = Patterns.POSITIVE_MONEY_MESSAGE)
          @Nullable String input,
      @JsonPropertyDescription("Dollars per million output tokens, if any.")
          @Size(min = 1, max = 20)
          @ValidationRule(
              value = Patterns.POSITIVE_MONEY_RULE,
              message = Patterns.POSITIVE_MONEY_MESSAGE)
          @Nullable String output,
      @JsonPropertyDescription("Dollars per million input tokens read from the prompt cache.")
          @Size(min = 1, max = 20)
          @ValidationRule(
              value = Patterns.POSITIVE_MONEY_RULE,
              message = Patterns.POSITIVE_MONEY_MESSAGE)
          @Nullable String cacheRead,
      @JsonPropertyDescription(
              "Dollars per million input tokens written to the prompt cache for 5 minutes.")
          @Size(min = 1, max = 20)
          @ValidationRule(
              value = Patterns.POSITIVE_MONEY_RULE,
              message = Patterns.POSITIVE_MONEY_MESSAGE)
          @Nullable String cacheWrite5m,
      @JsonPropertyDescription(
              "Dollars per million input tokens written to the prompt cache for one hour.")
          @Size(min = 1, max = 20)
          @ValidationRule(
              value = Patterns.POSITIVE_MONEY_RULE,
              message = Patterns.POSITIVE_MONEY_MESSAGE)
          @Nullable String cacheWrite1h)
      implements ManifestPart {}

  /** How long the model may take to answer a call. */
  public record Timeouts(
      @JsonPropertyDescription(
              "Seconds from a request to the first byte of its answer. An answer that is not"
                  + " streamed has its first byte when the model has finished, its thinking"
                  + " included.")
          @Default("600")
          @Min(1)
          @Max(3600)
          Integer firstByteSeconds,
      @JsonPropertyDescription("Seconds from one piece of a streamed answer to the next.")
          @Default("300")
          @Min(1)
          @Max(3600)
          Integer betweenEventsSeconds,
      @JsonPropertyDescription(
              "Seconds from a request to the last byte of its answer. Callers wait as long, unless"
                  + " they say less in the header x-request-timeout-ms.")
          @Default("3600")
          @Min(1)
          @Max(3600)
          Integer totalSeconds)
      implements ManifestPart {

    public Timeouts {
      firstByteSeconds =
          firstByteSeconds == null ? CallTimeouts.DEFAULT_FIRST_BYTE_SECONDS : firstByteSeconds;
      betweenEventsSeconds =
          betweenEventsSeconds == null
              ? CallTimeouts.DEFAULT_BETWEEN_EVENTS_SECONDS
              : betweenEventsSeconds;
      totalSeconds = totalSeconds == null ? CallTimeouts.DEFAULT_TOTAL_SECONDS : totalSeconds;
    }
  }

  /** Settings of the injected proxy sidecar. */
  public record Sidecar(
      @JsonPropertyDescription("Resources of the sidecar's container.")
          @Nullable Resources resources,
      @JsonPropertyDescription(
              "Largest request body that is accepted, in bytes. More than the default also raises"
                  + " the sidecar's memory limit.")
          @Default("" + SidecarDefaults.MAX_BODY_BYTES)
          @Min(1024)
          @Max(26_214_400)
          Integer maxBodyBytes)
      implements ManifestPart {

    public Sidecar {
      maxBodyBytes = maxBodyBytes == null ? SidecarDefaults.MAX_BODY_BYTES : maxBodyBytes;
    }
  }

  /** Resources of a container. */
  public record Resources(
      @JsonPropertyDescription("What the container is guaranteed.")
          @Nullable ResourceAmounts requests,
      @JsonPropertyDescription("What the container may use at most.")
          @Nullable ResourceAmounts limits)
      implements ManifestPart {}

  /** Amounts of CPU and memory, as Kubernetes quantities. */
  public record ResourceAmounts(
      @JsonPropertyDescription("CPU as a Kubernetes quantity, such as 20m.")
          @Size(max = 20)
          @Pattern(Patterns.QUANTITY)
          @Nullable String cpu,
      @JsonPropertyDescription("Memory as a Kubernetes quantity, such as 96Mi.")
          @Size(max = 20)
          @Pattern(Patterns.QUANTITY)
          @Nullable String memory)
      implements ManifestPart {}
}
