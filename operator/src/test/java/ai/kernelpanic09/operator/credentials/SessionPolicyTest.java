package ai.kernelpanic09.operator.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.resolve.ResolvedModel;
import ai.kernelpanic09.operator.credentials.SessionPolicy.GuardrailRef;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SessionPolicyTest {

  private static final String MODEL = "anthropic.claude-haiku-4-5-20251001-v1:0";
  private static final String PROFILE =
      "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us." + MODEL;
  private static final GuardrailRef GUARDRAIL =
      new GuardrailRef(
          "arn:aws:bedrock:us-east-1:123456789012:guardrail/abc123", "3", false, List.of());

  private static ResolvedModel profile(List<String> modelArns) {
    return new ResolvedModel(
        "us." + MODEL, MODEL, "us." + MODEL, PROFILE, modelArns, List.of("us-east-1"));
  }

  private static String modelArn(String region) {
    return "arn:aws:bedrock:" + region + "::foundation-model/" + MODEL;
  }

  private static List<JsonNode> statements(String policy) {
    try {
      var document = new ObjectMapper().readTree(policy);
      assertThat(document.path("Version").asText()).isEqualTo("2012-10-17");
      var statements = new ArrayList<JsonNode>();
      document.path("Statement").forEach(statements::add);
      assertThat(statements)
          .allSatisfy(each -> assertThat(each.path("Effect").asText()).isEqualTo("Allow"));
      return statements;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(policy, e);
    }
  }

  private static List<String> texts(JsonNode node) {
    var texts = new ArrayList<String>();
    if (node.isArray()) {
      node.forEach(each -> texts.add(each.asText()));
    } else {
      texts.add(node.asText());
    }
    return texts;
  }

  @Test
  void namesExactlyTheProfileItsModelsAndTheGuardrail() {
    var models = List.of(modelArn("us-east-1"), modelArn("us-west-2"));

    var statements = statements(SessionPolicy.data(profile(models), GUARDRAIL));

    var resources = statements.stream().flatMap(each -> texts(each.path("Resource")).stream());
    assertThat(resources)
        .containsOnly(PROFILE, modelArn("us-east-1"), modelArn("us-west-2"), GUARDRAIL.arn());
    var actions = statements.stream().flatMap(each -> texts(each.path("Action")).stream());
    assertThat(actions)
        .containsOnly(
            "bedrock:InvokeModel",
            "bedrock:InvokeModelWithResponseStream",
            "bedrock:CountTokens",
            "bedrock:ApplyGuardrail");
  }

  @Test
  void bindsEveryInvocationToTheGuardrailsVersion() {
    var invocations =
        statements(SessionPolicy.data(profile(List.of(modelArn("us-east-1"))), GUARDRAIL)).stream()
            .filter(each -> texts(each.path("Action")).contains("bedrock:InvokeModel"))
            .toList();

    assertThat(invocations)
        .hasSize(2)
        .allSatisfy(
            each ->
                assertThat(
                        each.path("Condition")
                            .path("StringEquals")
                            .path("bedrock:GuardrailIdentifier")
                            .asText())
                    .isEqualTo(GUARDRAIL.arn() + ":3"));
  }

  @Test
  void aGuardrailOfSeveralRegionsMayBeAppliedInThem() {
    var everywhere = new GuardrailRef(GUARDRAIL.arn(), "3", true, List.of());
    var apply =
        statements(SessionPolicy.data(profile(List.of(modelArn("us-east-1"))), everywhere)).stream()
            .filter(each -> texts(each.path("Action")).contains("bedrock:ApplyGuardrail"))
            .toList();

    assertThat(apply)
        .singleElement()
        .satisfies(
            each ->
                assertThat(texts(each.path("Resource")))
                    .containsExactly(
                        GUARDRAIL.arn(), "arn:aws:bedrock:*:123456789012:guardrail-profile/*"));
  }

  @Test
  void callsMayBeForTheProjectAndItAllowsNoModel() {
    var project = "arn:aws:bedrock:us-east-1:123456789012:project/proj_abc123";
    var with =
        statements(
            SessionPolicy.forms(profile(List.of()), GUARDRAIL, List.of(), project).getFirst());
    var without =
        statements(SessionPolicy.forms(profile(List.of()), GUARDRAIL, List.of(), null).getFirst());

    assertThat(with).containsAll(without).hasSize(without.size() + 1);
    assertThat(with)
        .filteredOn(each -> !without.contains(each))
        .singleElement()
        .satisfies(each -> assertThat(texts(each.path("Resource"))).containsExactly(project));
  }

  @Test
  void theGuardrailsThatAreAddedToCallsMayBeAppliedToo() {
    var company =
        new GuardrailRef(
            "arn:aws:bedrock:us-east-1:210987654321:guardrail/company", "1", false, List.of());
    var group =
        new GuardrailRef(
            "arn:aws:bedrock:us-east-1:999999999999:guardrail/group", "1", true, List.of());
    for (var own : List.of(Optional.of(GUARDRAIL), Optional.<GuardrailRef>empty())) {
      var policy =
          SessionPolicy.forms(profile(List.of()), own.orElse(null), List.of(company, group), null)
              .getFirst();
      var apply =
          statements(policy).stream()
              .filter(each -> texts(each.path("Action")).contains("bedrock:ApplyGuardrail"))
              .toList();
      var all = new ArrayList<>(own.stream().map(GuardrailRef::arn).toList());
      all.addAll(
          List.of(
              company.arn(), group.arn(), "arn:aws:bedrock:*:999999999999:guardrail-profile/*"));
      assertThat(apply)
          .singleElement()
          .satisfies(each -> assertThat(texts(each.path("Resource"))).isEqualTo(all));
    }
  }

  @Test
  void exactlyTheGuardrailsReasoningPoliciesMayBeAsked() {
    var policy = "arn:aws:bedrock:us-east-1:123456789012:automated-reasoning-policy/abcdefghij12:1";
    var reasoned = new GuardrailRef(GUARDRAIL.arn(), "3", false, List.of(policy));

    assertThat(reasoning(SessionPolicy.data(profile(List.of()), reasoned)))
        .singleElement()
        .satisfies(each -> assertThat(texts(each.path("Resource"))).containsExactly(policy));
    assertThat(reasoning(SessionPolicy.data(profile(List.of()), GUARDRAIL))).isEmpty();
  }

  private static List<JsonNode> reasoning(String policy) {
    return statements(policy).stream()
        .filter(
            each -> texts(each.path("Action")).contains("bedrock:InvokeAutomatedReasoningPolicy"))
        .toList();
  }

  @Test
  void modelsBehindAProfileAreReachedThroughItOnly() {
    var behind =
        statements(SessionPolicy.data(profile(List.of(modelArn("us-east-1"))), null)).stream()
            .filter(each -> texts(each.path("Action")).contains("bedrock:InvokeModel"))
            .filter(each -> texts(each.path("Resource")).contains(modelArn("us-east-1")))
            .toList();

    assertThat(behind)
        .singleElement()
        .satisfies(
            each ->
                assertThat(
                        each.path("Condition")
                            .path("StringEquals")
                            .path("bedrock:InferenceProfileArn")
                            .asText())
                    .isEqualTo(PROFILE));
  }

  @Test
  void withoutGuardrailNothingOfGuardrailsIsAllowed() {
    var direct =
        new ResolvedModel(
            MODEL, MODEL, null, modelArn("us-east-1"), List.of(), List.of("us-east-1"));

    assertThat(SessionPolicy.data(direct, null)).doesNotContain("uardrail").doesNotContain("\"*\"");
  }

  @Test
  void fitsIntoWhatStsTakesWithAsManyRegionsAsThereAre() {
    var models = IntStream.range(10, 45).mapToObj(i -> modelArn("ap-southeast-" + i)).toList();

    var policy = SessionPolicy.data(profile(models), GUARDRAIL);

    assertThat(policy).hasSizeLessThanOrEqualTo(2_048).contains(PROFILE, modelArn("*"));
    assertThat(statements(policy)).isNotEmpty();
  }

  @Test
  void theOperatorsOwnSessionInvokesNothing() {
    var actions =
        statements(SessionPolicy.control()).stream()
            .flatMap(each -> texts(each.path("Action")).stream())
            .toList();

    assertThat(actions).noneMatch(each -> each.contains("Invoke") || each.contains("*"));
    assertThat(SessionPolicy.control()).hasSizeLessThanOrEqualTo(2_048);
  }
}
