package ai.kernelpanic09.operator.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.api.condition.ConditionReason;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.ModelLifecycle;
import ai.kernelpanic09.core.price.PriceBook;
import ai.kernelpanic09.core.protocol.OverrunReport;
import ai.kernelpanic09.core.resolve.ResolvedModel;
import ai.kernelpanic09.core.spec.ModelEndpointSpec;
import ai.kernelpanic09.operator.status.ConditionState;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PriceStepTest {

  private static final String QWEN = "qwen.qwen3-32b-v1:0";
  private static final String HAIKU = "us.anthropic.claude-haiku-4-5-20251001-v1:0";
  private static final Instant EXTENDED_ACCESS = Instant.parse("2026-12-01T00:00:00Z");

  private static Step.Result at(String now, String model, String spec) {
    return at(now, model, spec, null, null);
  }

  private static Step.Result at(
      String now, String model, String spec, @Nullable Instant extendedAccess) {
    return at(now, model, spec, extendedAccess, null);
  }

  private static Step.Result at(
      String now,
      String model,
      String spec,
      @Nullable Instant extendedAccess,
      @Nullable OverrunReport overrun) {
    var endpoint = new ModelEndpoint();
    endpoint.setMetadata(new ObjectMetaBuilder().withNamespace("ns").withName("chat").build());
    endpoint.setSpec(read(model, spec));
    var resolved =
        new ResolvedModel(
            model,
            model,
            null,
            "arn",
            List.of(),
            List.of("us-east-1"),
            new ModelLifecycle(extendedAccess, null));
    var book = PriceBook.embedded(InstantSource.fixed(Instant.parse(now)));
    return new PriceStep(book, false, name -> Optional.ofNullable(overrun))
        .check(Observation.of(endpoint).with(resolved));
  }

  @Test
  void anOverrunThatAPodTellsOfShowsAndMakesNothingUnready() {
    var overrun = new OverrunReport("tools", Money.parse("0.31"), Money.parse("0.30"));
    var result = at("2026-11-22T12:00:00Z", HAIKU, "", null, overrun);
    assertThat(state(result).reason()).isEqualTo(ConditionReason.BOUND_EXCEEDED);
    assertThat(state(result).isTrue()).isTrue();
    assertThat(state(result).message())
        .contains("a call with tools was billed $0.31", "$0.30 was reserved");
    assertThat(result.observed().price()).as("still priced").isNotNull();
  }

  private static ModelEndpointSpec read(String model, String more) {
    try {
      return new ObjectMapper()
          .readValue(
              """
              {"modelId":"%s","region":"us-east-1","irsaRoleArn":"arn:aws:iam::1:role/r"%s}"""
                  .formatted(model, more),
              ModelEndpointSpec.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static ConditionState state(Step.Result result) {
    return Objects.requireNonNull(result.state());
  }

  @Test
  void theKnownPriceHoldsUntilAwsChargesMore() {
    var before = at("2026-11-30T23:59:59Z", HAIKU, "", EXTENDED_ACCESS);
    assertThat(state(before).reason()).isEqualTo(ConditionReason.KNOWN);
    assertThat(Objects.requireNonNull(before.observed().price()).until())
        .isEqualTo(EXTENDED_ACCESS);

    var after = at("2026-12-01T00:00:00Z", HAIKU, "", EXTENDED_ACCESS);
    assertThat(state(after).reason()).isEqualTo(ConditionReason.PRICE_ENDED);
    assertThat(state(after).message())
        .contains(HAIKU)
        .contains("held until 2026-11-30")
        .contains("spec.pricing.input");
    assertThat(after.observed().price()).isNull();

    var own =
        at(
            "2026-12-01T00:00:00Z",
            HAIKU,
            ",\"pricing\":{\"input\":\"2.2\",\"output\":\"11\"}",
            EXTENDED_ACCESS);
    assertThat(state(own).reason()).isEqualTo(ConditionReason.KNOWN);
  }

  @Test
  void theEndpointIsLookedAtWhenItsPriceEnds() {
    var now = Instant.parse("2026-11-30T23:58:00Z");
    var price = at(now.toString(), HAIKU, "", EXTENDED_ACCESS).observed().price();
    assertThat(NextLook.after(now, price)).isEqualTo(Duration.ofMinutes(2));
    assertThat(NextLook.after(now.minusSeconds(3_600), price)).isEqualTo(NextLook.LATER);
    assertThat(NextLook.after(EXTENDED_ACCESS, price)).isEqualTo(NextLook.LATER);
    assertThat(NextLook.after(now, null)).isEqualTo(NextLook.LATER);
  }

  @Test
  void aTierWithoutAPriceIsNotPriced() {
    var now = "2026-11-29T12:00:00Z";
    assertThat(state(at(now, QWEN, ",\"serviceTier\":\"priority\"")).reason())
        .isEqualTo(ConditionReason.KNOWN);

    var reserved = state(at(now, QWEN, ",\"serviceTier\":\"reserved\""));
    assertThat(reserved.reason()).isEqualTo(ConditionReason.UNKNOWN_MODEL_PRICE);
    assertThat(reserved.message())
        .startsWith("no price of " + QWEN + " in service tier reserved is known: set spec.pricing");

    var priced = ",\"serviceTier\":\"flex\",\"pricing\":{\"input\":\"1\",\"output\":\"2\"}";
    var unknown = state(at(now, "a.model", priced));
    assertThat(unknown.reason()).isEqualTo(ConditionReason.UNKNOWN_MODEL_PRICE);
    assertThat(unknown.message()).contains("leave spec.serviceTier out");
  }
}
