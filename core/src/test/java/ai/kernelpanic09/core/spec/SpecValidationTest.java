package ai.kernelpanic09.core.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpecValidationTest {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES, JsonReadFeature.ALLOW_SINGLE_QUOTES)
          .build();

  @Nested
  class Endpoint {

    @Test
    void theQuickstartsEndpointHasNoFindings() {
      assertThat(
              findings(
                  "costBudget: {daily: '10.00', monthly: '200.00'},"
                      + " rateLimit: {requestsPerMinute: 60}, guardrailPolicyRef: 'pii'"))
          .isEmpty();
    }

    @Test
    void whatTheSchemaRequiresIsRequiredWithoutAnApiServerToo() {
      assertThat(SpecValidation.modelEndpoint("a", read("{}"), Map.of(), Set.of()))
          .extracting(Finding::toString)
          .containsExactly(
              "spec.modelId: is required",
              "spec.region: is required",
              "spec.irsaRoleArn: is required");
    }

    @Test
    void aDailyBudgetAboveTheMonthlyOneIsAWarning() {
      assertThat(findings("costBudget: {daily: '10.00', monthly: '9.99'}"))
          .containsExactly(
              Finding.warning(
                  "spec.costBudget.daily",
                  "is above spec.costBudget.monthly (9.99), so it never takes effect"));
      assertThat(findings("costBudget: {daily: '10', monthly: '10.00'}")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"Mars/Olympus", "Europe/Berlinn", "GMT+25", "+02:00", "", "europe/berlin"})
    void aTimeZoneMustExist(String zone) {
      assertThat(findings("costBudget: {daily: '1', timeZone: '" + zone + "'}"))
          .satisfiesExactly(
              finding -> {
                assertThat(finding.isError()).isTrue();
                assertThat(finding.field()).isEqualTo("spec.costBudget.timeZone");
              });
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+5"})
    void realTimeZonesPass(String zone) {
      assertThat(findings("costBudget: {daily: '1', timeZone: '" + zone + "'}")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"0", "0.00", "-1", "1e3", "10,00", "$5", "1.0000000001", "", "NaN", "0x10"})
    void moneyIsAPositiveDecimal(String text) {
      assertThat(findings("costBudget: {daily: '" + text + "'}"))
          .extracting(Finding::field)
          .containsExactly("spec.costBudget.daily");
      assertThat(findings("pricing: {input: '" + text + "'}"))
          .extracting(Finding::field)
          .containsExactly("spec.pricing.input");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "input",
          "output",
          "cacheRead",
          "cacheWrite5m",
          "cacheWrite1h",
          "longPrompts.cacheRead",
          "longPrompts.cacheWrite5m",
          "longPrompts.cacheWrite1h"
        })
    void nothingIsFreeInPricing(String member) {
      var nested =
          member.startsWith("longPrompts.")
              ? "longPrompts: {aboveTokens: 200000, " + member.substring(12) + ": '0'}"
              : member + ": '0.00'";
      assertThat(findings("pricing: {" + nested + "}"))
          .extracting(Finding::field)
          .containsExactly("spec.pricing." + member);
    }

    @Test
    void pricingIsRefusedByTheMembersName() {
      assertThat(findings("pricing: {longPrompts: {aboveTokens: 200000, input: '0'}}"))
          .extracting(Finding::field)
          .containsExactly("spec.pricing.longPrompts.input");
      assertThat(findings("pricing: {longPrompts: {aboveTokens: 0}}"))
          .extracting(Finding::field)
          .containsExactly("spec.pricing.longPrompts.aboveTokens", "spec.pricing.longPrompts");
      assertThat(findings("pricing: {contextWindow: 0}"))
          .extracting(Finding::field)
          .containsExactly("spec.pricing.contextWindow");
      assertThat(findings("pricing: {longPrompts: {input: '1'}}"))
          .extracting(Finding::field)
          .containsExactly("spec.pricing.longPrompts.aboveTokens");
      assertThat(findings("pricing: {input: '1', output: '0', cacheWrite5m: '1'}"))
          .extracting(Finding::field)
          .containsExactly("spec.pricing.output");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "maxTokens: 0 | spec.maxTokens",
          "costBudget: {} | spec.costBudget",
          "rateLimit: {} | spec.rateLimit",
          "rateLimit: {requestsPerMinute: 0} | spec.rateLimit.requestsPerMinute",
          "rateLimit: {requestsPerMinute: -5} | spec.rateLimit.requestsPerMinute",
          "rateLimit: {requestsPerMinute: 5, standingPercent: 51} | spec.rateLimit.standingPercent",
          "rateLimit: {requestsPerMinute: 5, standingPercent: -1} | spec.rateLimit.standingPercent",
          "checkToolResults: true | spec.checkToolResults",
          "guardrailExemptions: ['SystemPrompt'] | spec.guardrailExemptions",
          "guardrailPolicyRef: 'A_b' | spec.guardrailPolicyRef",
          "timeouts: {firstByteSeconds: 0} | spec.timeouts.firstByteSeconds",
          "timeouts: {betweenEventsSeconds: 3601} | spec.timeouts.betweenEventsSeconds",
          "timeouts: {totalSeconds: -1} | spec.timeouts.totalSeconds",
          "sidecar: {maxBodyBytes: 99999999} | spec.sidecar.maxBodyBytes",
          "sidecar: {resources: {limits: {cpu: 'much'}}} | spec.sidecar.resources.limits.cpu",
          "endpointUrl: 'http://vpce-1.bedrock-runtime.us-east-1.vpce.amazonaws.com' |"
              + " spec.endpointUrl",
          "endpointUrl: 'https://evil.example.com' | spec.endpointUrl",
          "endpointUrl: 'https://bedrock-runtime.us-east-1.amazonaws.com.evil.com' |"
              + " spec.endpointUrl",
          "endpointUrl: 'https://bedrock-runtime.eu-west-1.amazonaws.com' | spec.endpointUrl",
          "endpointUrl: 'https://sts.us-east-1.amazonaws.com' | spec.endpointUrl",
          "endpointUrl: 'https://bedrock-runtime.us-east-1.amazonaws.com.cn' | spec.endpointUrl",
          "irsaRoleArn: 'arn:aws-us-gov:iam::123456789012:role/invoker' | spec.irsaRoleArn",
          "modelId: 'arn:aws-cn:bedrock:us-east-1::foundation-model/meta.llama' | spec.modelId",
        })
    void eachErrorNamesItsField(String members, String field) {
      assertThat(findings(members))
          .satisfiesExactly(
              finding -> {
                assertThat(finding.isError()).isTrue();
                assertThat(finding.field()).isEqualTo(field);
              });
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "https://bedrock-runtime.us-east-1.amazonaws.com",
          "https://bedrock-runtime-fips.us-east-1.amazonaws.com/",
          "https://vpce-0a1-b2c.bedrock-runtime.us-east-1.vpce.amazonaws.com:443",
          "https://bedrock.example.com:8443"
        })
    void bedrocksHostsAndThoseOfTheSettingAreAllowed(String url) {
      assertThat(
              SpecValidation.modelEndpoint(
                  "a",
                  endpoint("endpointUrl: '" + url + "'"),
                  Map.of(),
                  Set.of("bedrock.example.com")))
          .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"2Gi,1Gi,true", "512Mi,1Gi,false", "1000,1k,false", "1025,1Ki,true"})
    void memoryIsNotRequestedAboveItsLimit(String request, String limit, boolean refused) {
      var findings =
          findings(
              "sidecar: {resources: {requests: {memory: '%s'}, limits: {memory: '%s'}}}"
                  .formatted(request, limit));

      assertThat(findings)
          .extracting(Finding::field)
          .isEqualTo(refused ? List.of("spec.sidecar.resources.requests.memory") : List.of());
    }

    @Test
    void aTokenRateBelowMaxTokensIsAWarning() {
      assertThat(findings("rateLimit: {tokensPerMinute: 1000}"))
          .satisfiesExactly(
              finding -> {
                assertThat(finding.isError()).isFalse();
                assertThat(finding.field()).isEqualTo("spec.rateLimit.tokensPerMinute");
              });
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        textBlock =
            """
            proj abc | must be the id of a Bedrock project
            arn:aws:bedrock:eu-west-1:123456789012:project/p | must name the region of spec.region
            arn:aws-cn:bedrock:us-east-1:123456789012:project/p | must begin with arn:aws:
            arn:aws:bedrock:us-east-1:210987654321:project/p | must be of the account of spec.irsa
            """)
    void aProjectThatCallsCannotBeForIsRefused(String project, String message) {
      assertThat(findings("projectIdentifier: '%s'".formatted(project)))
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.isError()).isTrue();
                assertThat(finding.field()).isEqualTo("spec.projectIdentifier");
                assertThat(finding.message()).startsWith(message);
              });
    }

    @Test
    void aProjectIsNotForApplicationProfiles() {
      var spec =
          read(
              "{modelId: 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1',"
                  + " region: 'us-east-1', irsaRoleArn: 'arn:aws:iam::123456789012:role/r',"
                  + " projectIdentifier: 'proj_abc123'}");

      assertThat(SpecValidation.modelEndpoint("a", spec, Map.of(), Set.of()))
          .extracting(Finding::field)
          .containsExactly("spec.projectIdentifier");
    }

    @Test
    void anArnOfAnotherRegionIsRefused() {
      var spec =
          read(
              "{modelId: 'arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-micro-v1:0',"
                  + " region: 'us-east-1', irsaRoleArn: 'arn:aws:iam::123456789012:role/r'}");

      assertThat(SpecValidation.modelEndpoint("a", spec, Map.of(), Set.of()))
          .containsExactly(
              Finding.error(
                  "spec.modelId", "must name the region of spec.region when it is an ARN"));
    }
  }

  @Nested
  class Fallbacks {

    @Test
    void twoThatNameEachOtherAreRefused() {
      assertThat(
              SpecValidation.modelEndpoint(
                  "a",
                  endpoint("fallbacks: ['b']"),
                  Map.of("b", endpoint("fallbacks: ['a']")),
                  Set.of()))
          .containsExactly(
              Finding.error("spec.fallbacks[0]", "leads back to this endpoint: a → b → a"));
    }

    @Test
    void aLongerCircleIsRefusedAndOneElsewhereIsNot() {
      var neighbours =
          Map.of(
              "b", endpoint("fallbacks: ['c']"),
              "c", endpoint("fallbacks: ['d', 'a']"),
              "d", endpoint("fallbacks: ['c']"));

      assertThat(
              SpecValidation.modelEndpoint("a", endpoint("fallbacks: ['b']"), neighbours, Set.of()))
          .containsExactly(
              Finding.error("spec.fallbacks[0]", "leads back to this endpoint: a → b → c → a"));
      assertThat(
              SpecValidation.modelEndpoint("x", endpoint("fallbacks: ['b']"), neighbours, Set.of()))
          .isEmpty();
    }

    @Test
    void theOldSpecOfTheEndpointItselfDoesNotCount() {
      assertThat(
              SpecValidation.modelEndpoint(
                  "a",
                  endpoint("fallbacks: ['b']"),
                  Map.of("a", endpoint("fallbacks: ['c']"), "b", endpoint("maxTokens: 1")),
                  Set.of()))
          .isEmpty();
    }

    @Test
    void itselfAndRepetitionAreRefused() {
      assertThat(
              SpecValidation.modelEndpoint(
                  "a", endpoint("fallbacks: ['b', 'a', 'b']"), Map.of(), Set.of()))
          .extracting(Finding::toString)
          .containsExactly(
              "spec.fallbacks[2]: repeats b",
              "spec.fallbacks[1]: must not name the endpoint itself");
    }

    @Test
    void anotherGuardrailIsAWarningAndAMissingEndpointIsNothing() {
      assertThat(
              SpecValidation.modelEndpoint(
                  "a",
                  endpoint("fallbacks: ['b', 'missing'], guardrailPolicyRef: 'strict'"),
                  Map.of("b", endpoint("guardrailPolicyRef: 'lax'")),
                  Set.of()))
          .containsExactly(
              Finding.warning(
                  "spec.fallbacks[0]",
                  "has another guardrail than this endpoint, and is not used as long as it has"));
    }

    @Test
    void aFallbackThatExemptsMoreIsAWarning() {
      var lax = endpoint("guardrailPolicyRef: 'strict', guardrailExemptions: ['SystemPrompt']");
      assertThat(
              SpecValidation.modelEndpoint(
                  "a",
                  endpoint("fallbacks: ['b'], guardrailPolicyRef: 'strict'"),
                  Map.of("b", lax),
                  Set.of()))
          .containsExactly(
              Finding.warning(
                  "spec.fallbacks[0]",
                  "exempts content from its guardrail that this endpoint does not, and so is not"
                      + " used"));
      assertThat(
              SpecValidation.modelEndpoint(
                  "a",
                  endpoint(
                      "fallbacks: ['b'], guardrailPolicyRef: 'strict',"
                          + " guardrailExemptions: ['SystemPrompt', 'UnmarkedContent']"),
                  Map.of("b", lax),
                  Set.of()))
          .isEmpty();
    }

    @Test
    void aFallbackThatChecksLessIsAWarning() {
      assertThat(
              SpecValidation.modelEndpoint(
                  "a",
                  endpoint(
                      "fallbacks: ['b'], guardrailPolicyRef: 'strict', checkToolResults: true"),
                  Map.of("b", endpoint("guardrailPolicyRef: 'strict'")),
                  Set.of()))
          .containsExactly(
              Finding.warning(
                  "spec.fallbacks[0]",
                  "does not check tool results as this endpoint does, and so is not used"));
    }
  }

  @Nested
  class Template {

    @Test
    void aSyntaxErrorIsRefusedWithItsLineAndColumn() {
      assertThat(template("Hi {{.A}}")).as("what is in order").isEmpty();
      assertThat(template("Hi\\n {{if .A}}x"))
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.field()).isEqualTo("spec.template");
                assertThat(finding.severity()).isEqualTo(Finding.Severity.ERROR);
                assertThat(finding.message()).contains("spec.template:2:", "unexpected EOF");
              });
    }

    @Test
    void aVariableThatIsNotDeclaredIsWarnedAbout() {
      assertThat(template("{{.A}} {{.B}}"))
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.severity()).isEqualTo(Finding.Severity.WARNING);
                assertThat(finding.message()).contains("reads B");
              });
    }

    @Test
    void theQuickstartsTemplateHasNoFindings() {
      assertThat(
              variables(
                  "{name: 'Diff', type: 'string', required: true}, {name: 'Focus', default:"
                      + " 'security'}"))
          .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "{name: 'A', type: 'integer', default: 'x'} | default: must be of type integer",
          "{name: 'A', type: 'integer', default: 1.5} | default: must be of type integer",
          "{name: 'A', type: 'list', default: {}} | default: must be of type list",
          "{name: 'A', default: 5} | default: must be of type string",
          "{name: 'A', enum: ['x'], default: 'y'} | default: must be one of [x]",
          "{name: 'A', pattern: '[a-z]+', default: 'Y'} | default: must match the variable's"
              + " pattern",
          "{name: 'A', pattern: '(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)b', default:"
              + " 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'}"
              + " | default: must match the variable's pattern",
          "{name: 'A', pattern: '[a-z'} | pattern: is no regular expression: Unclosed character"
              + " class",
          "{name: 'A', type: 'integer', pattern: 'x'} | pattern: applies to variables of type"
              + " string only",
          "{name: 'A', type: 'integer', enum: ['1', '1.5']} | enum[1]: must be of type integer",
          "{name: 'A', type: 'boolean', enum: ['true']} | enum: applies to variables of type"
              + " string, integer or number only",
          "{name: '1A'} | name: must be letters, digits and underscores, and begin with no digit",
        })
    void eachErrorNamesItsField(String variable, String expected) {
      assertThat(variables(variable))
          .satisfiesExactly(
              finding -> {
                assertThat(finding.isError()).isTrue();
                assertThat(finding.toString()).isEqualTo("spec.variables[0]." + expected);
              });
    }

    @Test
    void rightDefaultsPass() {
      assertThat(
              variables(
                  """
                  {name: 'A', type: 'integer', default: 5, enum: [5, 6]},
                  {name: 'B', type: 'number', default: 0.5, enum: ['0.50']},
                  {name: 'C', type: 'boolean', default: false},
                  {name: 'D', type: 'list', default: []},
                  {name: 'E', type: 'object', default: {a: 1}},
                  {name: 'F', pattern: '[a-z]+', enum: ['x'], default: 'x'}\
                  """))
          .isEmpty();
    }

    @Test
    void repeatedNamesAndUselessDefaultsAreFound() {
      assertThat(variables("{name: 'A', required: true, default: 'x'}, {name: 'A'}"))
          .containsExactly(
              Finding.error("spec.variables[1].name", "repeats A"),
              Finding.warning(
                  "spec.variables[0].default", "is never used, for the variable is required"));
    }
  }

  @Nested
  class Guardrail {

    @Test
    void anOutputStrengthForPromptAttacksIsAWarning() {
      assertThat(
              guardrail(
                  "contentPolicy: {filters: [{type: 'PROMPT_ATTACK', inputStrength: 'HIGH',"
                      + " outputStrength: 'HIGH'}]}"))
          .containsExactly(
              Finding.warning(
                  "spec.contentPolicy.filters[0].outputStrength",
                  "is sent as NONE: Bedrock looks for prompt attacks in prompts only, and refuses"
                      + " HIGH"));
      assertThat(
              guardrail(
                  "contentPolicy: {filters: [{type: 'PROMPT_ATTACK', inputStrength: 'HIGH',"
                      + " outputStrength: 'NONE'}]}"))
          .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "description: 'x' | spec: must contain at least one policy",
          "wordPolicy: {} | spec.wordPolicy: must set words, managedWordLists or both",
          "sensitiveInformationPolicy: {} | spec.sensitiveInformationPolicy: must set piiEntities,"
              + " regexes or both",
          "contentPolicy: {filters: []} | spec.contentPolicy.filters: must contain at least one"
              + " filter",
          "contentPolicy: {filters: [{type: 'HATE', inputStrength: 'LOW'}]} |"
              + " spec.contentPolicy.filters[0].outputStrength: is required, except for"
              + " PROMPT_ATTACK",
          "topicPolicy: {topics: [{name: 'a', definition: 'b'}], tier: {tierName: 'STANDARD'}} |"
              + " spec.topicPolicy.tier: the STANDARD tier needs spec.crossRegionConfig",
          "contextualGroundingPolicy: {filters: [{type: 'GROUNDING', threshold: 0.5}], tier: {tierName:"
              + " 'STANDARD'}} | spec.contextualGroundingPolicy.tier: the STANDARD tier needs"
              + " spec.crossRegionConfig",
          "topicPolicy: {topics: [{name: 'a', definition: 'b'}, {name: 'a', definition: 'c'}]} |"
              + " spec.topicPolicy.topics[1].name: repeats a",
          "sensitiveInformationPolicy: {piiEntities: [{type: 'AGE', action: 'BLOCK'}, {type: 'AGE',"
              + " action: 'NONE'}]} | spec.sensitiveInformationPolicy.piiEntities[1].type: repeats"
              + " AGE",
        })
    void eachErrorNamesItsField(String members, String expected) {
      assertThat(guardrail(members))
          .satisfiesExactly(
              finding -> {
                assertThat(finding.isError()).isTrue();
                assertThat(finding.toString()).isEqualTo(expected);
              });
    }

    @Test
    void lookAroundIsAWarning() {
      assertThat(
              guardrail(
                  "sensitiveInformationPolicy: {regexes: [{name: 'a', pattern: '(?<=x)y', action:"
                      + " 'BLOCK'}]}"))
          .satisfiesExactly(
              finding -> {
                assertThat(finding.isError()).isFalse();
                assertThat(finding.field())
                    .isEqualTo("spec.sensitiveInformationPolicy.regexes[0].pattern");
              });
    }
  }

  private static List<Finding> findings(String members) {
    return SpecValidation.modelEndpoint("a", endpoint(members), Map.of(), Set.of());
  }

  private static List<Finding> template(String text) {
    return SpecValidation.promptTemplate(
        read(
            "{template: '" + text + "', modelEndpointRef: {name: 'e'}, variables: [{name: 'A'}]}",
            PromptTemplateSpec.class));
  }

  private static ModelEndpointSpec endpoint(String members) {
    return read(
        "{modelId: 'amazon.nova-micro-v1:0', region: 'us-east-1', irsaRoleArn:"
            + " 'arn:aws:iam::123456789012:role/r', "
            + members
            + "}");
  }

  private static ModelEndpointSpec read(String json) {
    return read(json, ModelEndpointSpec.class);
  }

  private static List<Finding> variables(String variables) {
    return SpecValidation.promptTemplate(
        read(
            "{template: 'x', modelEndpointRef: {name: 'e'}, variables: [" + variables + "]}",
            PromptTemplateSpec.class));
  }

  private static List<Finding> guardrail(String members) {
    return SpecValidation.guardrailPolicy(read("{" + members + "}", GuardrailPolicySpec.class));
  }

  private static <T> T read(String json, Class<T> type) {
    try {
      return JSON.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }
}
