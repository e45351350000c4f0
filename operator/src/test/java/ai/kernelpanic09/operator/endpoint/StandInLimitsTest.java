package ai.kernelpanic09.operator.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.api.ModelEndpointStatus;
import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.price.GuardrailPrice;
import ai.kernelpanic09.core.spec.ModelEndpointSpec;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The limits of an older spec, which stand in while AWS can't be asked about the newer one. */
class StandInLimitsTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String GUARDRAIL =
      """
      ,"guardrailPolicy":"safe","guardrail":{"id":"g1","version":"1","checksTools":%s,
      "price":{}}""";

  private static <T> T read(String json, Class<T> type) {
    try {
      return JSON.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  private static EndpointLimits limits(String more) {
    return read(
        """
        {"revision":"r1","modelId":"m","region":"us-east-1","maxTokens":100,
        "price":{"input":"1","output":"1"},"bounds":{"contextWindow":1000},"budgetBlocks":true,"maxBodyBytes":1000%s}"""
            .formatted(more),
        EndpointLimits.class);
  }

  /** An endpoint whose model can't be looked at, with this spec and the limits of an older one. */
  private static Observation away(String spec, @Nullable EndpointLimits before) {
    var endpoint = new ModelEndpoint();
    endpoint.setMetadata(
        new ObjectMetaBuilder().withNamespace("ns").withName("chat").withGeneration(2L).build());
    endpoint.setSpec(
        read(
            """
            {"modelId":"m","region":"us-east-1","irsaRoleArn":"arn:aws:iam::1:role/r"%s}"""
                .formatted(spec),
            ModelEndpointSpec.class));
    endpoint.setStatus(
        ModelEndpointStatus.builder().limits(before).limitsObservedGeneration(1L).build());
    return Observation.of(endpoint).withUnavailable();
  }

  private static boolean standIn(Observation observed) {
    return new EnforcedLimits(null, GuardrailPrice.NONE).limits(observed) != null;
  }

  @Test
  void standInForASpecWithoutGuardrail() {
    assertThat(standIn(away("", limits("")))).isTrue();
    assertThat(standIn(away("", limits(GUARDRAIL.formatted(false))))).isTrue();
  }

  @Test
  void neverStandInWithoutTheGuardrailThatTheSpecHasGotSince() {
    var observed = away(",\"guardrailPolicyRef\":\"safe\"", limits(""));

    assertThat(standIn(observed)).isFalse();
    assertThat(EnforcedLimits.lackGuardrail(observed)).isTrue();
  }

  @Test
  void noLimitsCarryNoGuardrail() {
    var observed = away(",\"guardrailPolicyRef\":\"safe\"", null);

    assertThat(standIn(observed)).isFalse();
    assertThat(EnforcedLimits.lackGuardrail(observed)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"safe, true", "safer, false"})
  void standInWithTheGuardrailOfTheSamePolicyOnly(String policy, boolean standsIn) {
    var observed =
        away(
            ",\"guardrailPolicyRef\":\"%s\"".formatted(policy), limits(GUARDRAIL.formatted(false)));

    assertThat(standIn(observed)).isEqualTo(standsIn);
    assertThat(EnforcedLimits.lackGuardrail(observed)).isEqualTo(!standsIn);
  }

  @ParameterizedTest
  @CsvSource({"true, true", "false, false"})
  void neverStandInWithoutTheChecksOfToolsThatTheSpecAsksFor(boolean checked, boolean standsIn) {
    var observed =
        away(
            ",\"guardrailPolicyRef\":\"safe\",\"checkToolResults\":true",
            limits(GUARDRAIL.formatted(checked)));

    assertThat(standIn(observed)).isEqualTo(standsIn);
  }
}
