package ai.kernelpanic09.webhook.resource;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.spec.ModelEndpointSpec;
import ai.kernelpanic09.webhook.inject.SamplePods;
import ai.kernelpanic09.webhook.resource.ResourceValidator.Verdict;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ResourceValidatorTest {

  private static final String ENDPOINT =
      """
      kind: ModelEndpoint
      metadata: {name: claude-haiku}
      spec:
        modelId: anthropic.claude-haiku-4-5-20251001-v1:0
        region: us-east-1
        irsaRoleArn: arn:aws:iam::123456789012:role/bedrock-invoker
      """;

  @Test
  void findsNothingAgainstAGoodEndpoint() {
    var verdict = validate(ENDPOINT);

    assertThat(verdict.errors()).isEmpty();
    assertThat(verdict.warnings()).isEmpty();
  }

  @Test
  void namesAllFieldsThatAreWrong() {
    var verdict = validate(ENDPOINT.replace("us-east-1", "moon") + "  maxTokens: 0\n");

    assertThat(verdict.errors()).anyMatch(e -> e.startsWith("spec.region"));
    assertThat(verdict.errors()).anyMatch(e -> e.startsWith("spec.maxTokens"));
  }

  @Test
  void warnsOfADayThatIsLargerThanItsMonth() {
    var verdict = validate(ENDPOINT + "  costBudget: {daily: '20', monthly: '10'}\n");

    assertThat(verdict.errors()).isEmpty();
    assertThat(verdict.warnings()).singleElement().asString().contains("spec.costBudget");
  }

  @Test
  void aReferenceToNothingIsNoError() {
    var verdict = validate(ENDPOINT + "  fallbacks: [nowhere]\n  guardrailPolicyRef: none\n");

    assertThat(verdict.errors()).isEmpty();
  }

  @Test
  void seesANeighbourThatFallsBackToThisOne() throws JsonProcessingException {
    var nova = SamplePods.yaml(ENDPOINT + "  fallbacks: [claude-haiku]\n").path("spec");
    var neighbour = new ObjectMapper().treeToValue(nova, ModelEndpointSpec.class);
    var verdict = validate(ENDPOINT + "  fallbacks: [nova]\n", Map.of("nova", neighbour));

    assertThat(verdict.errors()).isNotEmpty().allMatch(e -> e.startsWith("spec.fallbacks"));
  }

  @Test
  void validatesTemplatesAndGuardrails() {
    assertThat(validate("kind: PromptTemplate\nspec: {}\n").errors()).isNotEmpty();
    assertThat(validate("kind: GuardrailPolicy\nspec: {}\n").errors()).isNotEmpty();
    assertThat(validate("kind: GuardrailPolicy\n").errors()).containsExactly("spec: is required");
  }

  @Test
  void warnsOfWhatIsSentToBedrockOtherwiseThanItIsWritten() {
    var verdict =
        validate(
            "kind: GuardrailPolicy\nspec: {contentPolicy: {filters: [{type: PROMPT_ATTACK,"
                + " inputStrength: HIGH, outputStrength: HIGH}]}}\n");

    assertThat(verdict.errors()).isEmpty();
    assertThat(verdict.warnings())
        .singleElement()
        .asString()
        .startsWith("spec.contentPolicy.filters[0].outputStrength: is sent as NONE");
  }

  @Test
  void saysWhichFieldHasTheWrongType() {
    assertThat(validate(ENDPOINT + "  costBudget: [1]\n").errors())
        .containsExactly("spec.costBudget: has the wrong type");
  }

  @Test
  void refusesATemplateThatDoesNotFitIntoEtcdWithItsSizeAndTheLimit() {
    var each = 262_144;
    var cjk =
        validate(
            "kind: PromptTemplate\nspec: {modelEndpointRef: a, template: '%s', systemPrompt: '%s'}\n"
                .formatted("\u8a9e".repeat(each), "\u8a9e".repeat(each)));
    var angles =
        validate(
            "kind: PromptTemplate\nspec: {modelEndpointRef: a, template: '%s', systemPrompt: '%s'}\n"
                .formatted("<".repeat(each), "a".repeat(each)));
    var fits =
        validate(
            "kind: PromptTemplate\nspec: {modelEndpointRef: a, template: '%s', systemPrompt: '%s'}\n"
                .formatted("\u8a9e".repeat(each), "a".repeat(each)));

    assertThat(cjk.errors())
        .singleElement()
        .asString()
        .matches("spec: takes 157[0-9]{4} bytes as it is stored, .*at most 1540096 fit into etcd");
    assertThat(angles.errors()).singleElement().asString().contains("fit into etcd");
    assertThat(fits.errors()).noneMatch(error -> error.contains("etcd"));
  }

  @Test
  void whatIsBeingDeletedCanLoseItsFinalizer() {
    assertThat(validate("kind: ModelEndpoint\nmetadata: {name: a}\n").errors()).isNotEmpty();
    assertThat(
            validate(
                    "kind: ModelEndpoint\n"
                        + "metadata: {name: a, deletionTimestamp: \"2026-01-01T00:00:00Z\"}\n")
                .errors())
        .isEmpty();
  }

  @Test
  void hasNothingAgainstOtherKinds() {
    assertThat(validate("kind: Deployment\n").errors()).isEmpty();
  }

  private static Verdict validate(String yaml) {
    return validate(yaml, Map.of());
  }

  private static Verdict validate(String yaml, Map<String, ModelEndpointSpec> neighbours) {
    var facts =
        new ResourceFacts() {
          @Override
          public Map<String, ModelEndpointSpec> endpoints(String namespace) {
            assertThat(namespace).isEqualTo(SamplePods.NAMESPACE);
            return neighbours;
          }

          @Override
          public Set<String> endpointHosts() {
            return Set.of();
          }
        };
    return new ResourceValidator(facts).validate(SamplePods.yaml(yaml), SamplePods.NAMESPACE);
  }
}
