package ai.kernelpanic09.core.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.EnforcedGuardrail;
import ai.kernelpanic09.core.endpoint.GuardrailExemption;
import ai.kernelpanic09.core.endpoint.GuardrailUse;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.GuardrailPrice;
import ai.kernelpanic09.core.price.PriceBook;
import ai.kernelpanic09.core.price.PricedModel;
import ai.kernelpanic09.core.price.ServiceTier;
import ai.kernelpanic09.core.price.Usage;
import ai.kernelpanic09.core.spec.ModelEndpointSpec;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SpecResolutionTest {

  private static final String MODEL = "us.anthropic.claude-haiku-4-5-20251001-v1:0";
  private static final String MINIMAL =
      "{\"modelId\": \"m\", \"region\": \"us-east-1\", \"irsaRoleArn\": \"r\"%s}";
  private static final PricedModel PRICED =
      PriceBook.embedded().find(MODEL, "us-east-1").orElseThrow();

  @Test
  void takesTheQuickstartsLimitsAsTheyAre() {
    var spec =
        spec(
            """
            {"modelId": "anthropic.claude-haiku-4-5-20251001-v1:0", "region": "us-east-1",
             "irsaRoleArn": "arn:aws:iam::123456789012:role/bedrock-invoker", "maxTokens": 4096,
             "costBudget": {"daily": "10.00", "monthly": "200.00"},
             "rateLimit": {"requestsPerMinute": 60}}
            """);

    var limits = SpecResolution.limits(spec, MODEL, PRICED, null, null);
    var terms = SpecResolution.terms(spec);

    assertThat(limits.modelId()).isEqualTo(MODEL);
    assertThat(limits.maxTokens()).isEqualTo(4096);
    assertThat(limits.requestsPerMinute()).isEqualTo(60);
    assertThat(limits.tokensPerMinute()).isNull();
    assertThat(limits.budgetBlocks()).isTrue();
    assertThat(terms.daily()).isEqualTo(Money.parse("10"));
    assertThat(terms.monthly()).isEqualTo(Money.parse("200"));
    assertThat(terms.zone().getRules().isFixedOffset()).isTrue();
  }

  @Test
  void namesARevisionThatChangesWithAnyMember() {
    var spec = spec("{\"modelId\": \"m\", \"region\": \"us-east-1\", \"irsaRoleArn\": \"r\"}");
    var plain = SpecResolution.limits(spec, MODEL, PRICED, null, null);
    var guarded =
        SpecResolution.limits(
            spec, MODEL, PRICED, new GuardrailUse("id", "1", GuardrailPrice.NONE), null);
    var newer =
        SpecResolution.limits(
            spec, MODEL, PRICED, new GuardrailUse("id", "2", GuardrailPrice.NONE), null);

    assertThat(plain.revision()).hasSize(16).isNotEqualTo(guarded.revision());
    assertThat(guarded.revision()).isNotEqualTo(newer.revision());
    assertThat(SpecResolution.limits(spec, MODEL, PRICED, null, null)).isEqualTo(plain);
  }

  @Test
  void checksToolsWithTheGuardrailWhereTheSpecSaysSo() {
    var json = "{\"modelId\": \"m\", \"region\": \"us-east-1\", \"irsaRoleArn\": \"r\"%s}";
    var use = new GuardrailUse("id", "1", GuardrailPrice.NONE, true);

    assertThat(
            SpecResolution.limits(
                    spec(json.formatted(", \"checkToolResults\": true")), MODEL, PRICED, use, null)
                .guardrail())
        .isEqualTo(use);
    // The spec decides whether tools are checked, not the guardrail that is passed in.
    assertThat(
            SpecResolution.limits(spec(json.formatted("")), MODEL, PRICED, use, null).guardrail())
        .isEqualTo(use.checkingTools(false));
  }

  @Test
  void reservesGuardrailChargesOfUsualAnswersUnlessTheSpecWantsTheProvenBound() {
    var json = "{\"modelId\": \"m\", \"region\": \"us-east-1\", \"irsaRoleArn\": \"r\"%s}";
    var use = new GuardrailUse("id", "1", GuardrailPrice.NONE);
    var proven = spec(json.formatted(", \"guardrailReservation\": \"Proven\""));

    assertThat(SpecResolution.limits(proven, MODEL, PRICED, use, null).bounds())
        .isEqualTo(PRICED.bounds());
    var usual = SpecResolution.limits(spec(json.formatted("")), MODEL, PRICED, use, null).bounds();
    assertThat(usual).isEqualTo(PRICED.bounds().ofUsualAnswers());
    assertThat(usual.bytesPerToken()).isEqualTo(8);
    assertThat(SpecResolution.limits(proven, MODEL, PRICED, null, null).bounds())
        .isEqualTo(PRICED.bounds());
  }

  @Test
  void exemptsFromTheGuardrailWhatTheSpecNames() {
    var json = "{\"modelId\": \"m\", \"region\": \"us-east-1\", \"irsaRoleArn\": \"r\"%s}";
    var use = new GuardrailUse("id", "1", GuardrailPrice.NONE);
    var exempting =
        spec(
            json.formatted(", \"guardrailExemptions\": [\"UnreadableContent\", \"SystemPrompt\"]"));

    assertThat(SpecResolution.limits(exempting, MODEL, PRICED, use, null).guardrail())
        .isEqualTo(
            use.exempting(
                List.of(GuardrailExemption.SYSTEM_PROMPT, GuardrailExemption.UNREADABLE_CONTENT)));
    assertThat(
            SpecResolution.limits(
                    spec(json.formatted("")), MODEL, PRICED, use.exempting(List.of()), null)
                .guardrail())
        .isEqualTo(use);
  }

  @Test
  void neverAllowsMoreTokensThanTheModelCanGenerate() {
    var spec =
        spec(
            "{\"modelId\": \"m\", \"region\": \"us-east-1\", \"irsaRoleArn\": \"r\", \"maxTokens\":"
                + " 1000000}");

    assertThat(SpecResolution.limits(spec, MODEL, PRICED, null, null).maxTokens())
        .isEqualTo(PRICED.maxOutputTokens());
  }

  @Test
  void aSidecarThatKnowsNoTariffReservesAndBooksAtTheDearestPrice() throws JsonProcessingException {
    var spec = spec("{\"modelId\": \"m\", \"region\": \"us-east-1\", \"irsaRoleArn\": \"r\"}");
    var id = "global.anthropic.claude-haiku-5-5";
    var model = PriceBook.embedded().find(id, "us-east-1").orElseThrow();
    var json = new ObjectMapper();

    var limits = SpecResolution.limits(spec, id, model, null, null);
    var written = json.valueToTree(limits);
    assertThat(json.treeToValue(written, EndpointLimits.class)).isEqualTo(limits);
    assertThat(limits.pricing().cost(Usage.ofTokens(1_000_000, 0))).isEqualTo(Money.parse("0.5"));
    assertThat(limits.pricing().cost(Usage.ofTokens(100_000, 0))).isEqualTo(Money.parse("0.01"));

    ((ObjectNode) written).remove("tariff");
    var old = json.treeToValue(written, EndpointLimits.class);
    assertThat(old.pricing().cost(Usage.ofTokens(100_000, 0))).isEqualTo(Money.parse("0.05"));
    assertThat(
            json.valueToTree(SpecResolution.limits(spec, MODEL, PRICED, null, null)).has("tariff"))
        .as("where all prompts cost the same")
        .isFalse();
  }

  @Test
  void aSidecarThatKnowsNoServiceTierReservesAtTheDefaultTiersPrice() {
    var spec =
        spec(
            "{\"modelId\": \"m\", \"region\": \"us-east-1\", \"irsaRoleArn\": \"r\","
                + " \"serviceTier\": \"flex\"}");
    var id = "qwen.qwen3-32b-v1:0";
    var called = new ResolvedModel(id, id, null, "arn", List.of(), List.of("us-east-1"));
    var model = PriceBook.embedded().find(SpecResolution.priceQuery(spec, called)).orElseThrow();

    var limits = SpecResolution.limits(spec, id, model, null, null);

    assertThat(limits.price().input()).isEqualTo(Money.parse("0.15"));
    assertThat(limits.pricing().cost(Usage.ofTokens(1_000_000, 0))).isEqualTo(Money.parse("0.075"));
    assertThat(Objects.requireNonNull(limits.tariff()).serviceTier()).isEqualTo(ServiceTier.FLEX);
  }

  private static ModelEndpointSpec spec(String json) {
    try {
      return new ObjectMapper().readValue(json, ModelEndpointSpec.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Test
  void enforcedGuardrailsArePartOfTheLimitsAndOfTheirRevision() {
    var spec = spec(MINIMAL.formatted(""));
    var limits = SpecResolution.limits(spec, MODEL, PRICED, null, null);
    var prices = PriceBook.embedded().anyEnforcedGuardrail();
    var company =
        new EnforcedGuardrail(
            "arn:aws:bedrock:us-east-1:123456789012:guardrail/gr1",
            "3",
            EnforcedGuardrail.Origin.ACCOUNT,
            prices);
    var enforcing = SpecResolution.enforcing(spec, limits, List.of(company), prices);
    assertThat(enforcing.revision()).isNotEqualTo(limits.revision());
    assertThat(SpecResolution.enforcing(spec, enforcing, List.of(company), prices))
        .isEqualTo(enforcing);
    assertThat(enforcing.pricing().enforced()).containsExactly(prices);
    // Their checks are reserved for as those of a guardrail that the spec names.
    assertThat(enforcing.bounds()).isEqualTo(PRICED.bounds().ofUsualAnswers());
    var proven = spec(MINIMAL.formatted(", \"guardrailReservation\": \"Proven\""));
    assertThat(SpecResolution.enforcing(proven, limits, List.of(company), prices).bounds())
        .isEqualTo(PRICED.bounds());
    var json = new ObjectMapper();
    assertThat(
            json.convertValue(json.valueToTree(enforcing), EndpointLimits.class)
                .enforcedGuardrails())
        .containsExactly(company);
  }

  /** Bedrock applies a guardrail once, however many want it. */
  @Test
  void aGuardrailThatCallsCarryAnywayIsNotPaidTwice() {
    var prices = PriceBook.embedded().anyEnforcedGuardrail();
    var limits =
        SpecResolution.limits(
            spec(MINIMAL.formatted(", \"guardrailPolicyRef\": \"strict\"")),
            MODEL,
            PRICED,
            new GuardrailUse("gr1", "3", prices),
            null);
    var arn = "arn:aws:bedrock:us-east-1:123456789012:guardrail/gr1";
    for (var version : List.of("3", "4")) {
      var same = new EnforcedGuardrail(arn, version, EnforcedGuardrail.Origin.ORGANIZATION, prices);
      assertThat(limits.enforcing(List.of(same), prices, limits.bounds()).addedGuardrails())
          .hasSize(version.equals("3") ? 0 : 1);
    }
  }
}
