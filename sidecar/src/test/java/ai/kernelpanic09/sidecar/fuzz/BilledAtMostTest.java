package ai.kernelpanic09.sidecar.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.LongPrompts;
import ai.kernelpanic09.core.price.ModelBounds;
import ai.kernelpanic09.core.price.ModelPrice;
import ai.kernelpanic09.core.price.Tariff;
import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.call.CallLabel;
import ai.kernelpanic09.sidecar.call.ModelCall;
import ai.kernelpanic09.sidecar.converse.ConverseRequest;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** That {@link BodyFuzzTest} would notice wrong prices and bounds. */
class BilledAtMostTest {

  private static final int CASES = 2_000;
  private static final CallLabel LABEL = new CallLabel("Deployment/web", "2026-01-01", "c-1", "r");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A mistake in the tables. */
  @SuppressWarnings("ImmutableEnumChecker") // Functions without state.
  enum Mistake {
    PRICE_TEN_PERCENT_LOW(limits -> priced(limits, limits.price(), limits.pricing().tariff(), 9)),
    NO_PRICE_OF_LONG_PROMPTS(
        limits ->
            priced(limits, limits.price(), Tariff.flat(limits.pricing().tariff().price()), 10)),
    WINDOW_TOO_SMALL(limits -> bounded(limits, 9, 10, 1, limits.bounds().tokensPerImage())),
    NO_TOOL_PROMPT(limits -> bounded(limits, 1, 1, 0, limits.bounds().tokensPerImage())),
    IMAGES_TOO_SMALL(limits -> bounded(limits, 1, 1, 1, 200));

    private final UnaryOperator<EndpointLimits> made;

    Mistake(UnaryOperator<EndpointLimits> made) {
      this.made = made;
    }
  }

  @Test
  void theTablesCoverWhatModelsCanBill() {
    assertThat(firstWrong(UnaryOperator.identity())).isNull();
  }

  @ParameterizedTest
  @EnumSource(Mistake.class)
  void aMistakeInTheTablesIsNoticed(Mistake mistake) {
    assertThat(firstWrong(mistake.made)).isNotNull();
  }

  private static @Nullable String firstWrong(UnaryOperator<EndpointLimits> change) {
    var seeds = new SplittableRandom(Seed.CHOSEN);
    for (var i = 0; i < CASES; i++) {
      var each = Form.CONVERSE.of(seeds.nextLong());
      var revision = each.form().endpoint(each.seed());
      ModelCall<?> call;
      try {
        var body = ReceivedBytes.of(each.body());
        call = each.form().read(body, revision.limits());
      } catch (InvalidRequestException | CallFailure e) {
        continue;
      }
      try {
        var written =
            JSON.readTree(call.request(revision, LABEL, false).body().open().readAllBytes());
        for (var model : BillingModel.ALL) {
          var limits = change.apply(model.limits());
          var wrong = BilledAtMost.wrong(model, limits, (ConverseRequest) call, written);
          if (wrong != null) {
            return each + ": " + wrong;
          }
        }
      } catch (IOException e) {
        throw new AssertionError(each.toString(), e);
      }
    }
    return null;
  }

  private static EndpointLimits priced(
      EndpointLimits limits, ModelPrice price, Tariff tariff, int tenths) {
    var ofLong = tariff.longPrompts();
    return with(
        limits,
        times(price, tenths),
        new Tariff(
            tariff.serviceTier(),
            times(tariff.price(), tenths),
            ofLong == null
                ? null
                : new LongPrompts(ofLong.aboveTokens(), times(ofLong.price(), tenths))),
        limits.bounds());
  }

  private static ModelPrice times(ModelPrice price, int tenths) {
    return new ModelPrice(
        times(price.input(), tenths),
        times(price.output(), tenths),
        optional(price.cacheRead(), tenths),
        optional(price.cacheWrite5m(), tenths),
        optional(price.cacheWrite1h(), tenths));
  }

  private static @Nullable Money optional(@Nullable Money price, int tenths) {
    return price == null ? null : times(price, tenths);
  }

  private static Money times(Money price, int tenths) {
    return Money.ofNanoDollars(price.nanoDollars() * tenths / 10);
  }

  private static EndpointLimits bounded(
      EndpointLimits limits, int times, int of, int toolPrompts, long tokensPerImage) {
    var bounds = limits.bounds();
    return with(
        limits,
        limits.price(),
        limits.pricing().tariff(),
        new ModelBounds(
            bounds.contextWindow() * times / of,
            bounds.byteLevelTokens(),
            tokensPerImage,
            bounds.tokensPerMessage(),
            bounds.toolPromptTokens() * toolPrompts,
            bounds.bytesPerToken()));
  }

  private static EndpointLimits with(
      EndpointLimits limits, ModelPrice price, Tariff tariff, ModelBounds bounds) {
    return new EndpointLimits(
        limits.revision(),
        limits.modelId(),
        limits.region(),
        limits.endpointUrl(),
        limits.maxTokens(),
        price,
        tariff,
        bounds,
        limits.guardrail(),
        limits.guardrailPolicy(),
        limits.requestsPerMinute(),
        limits.tokensPerMinute(),
        limits.budgetBlocks(),
        limits.maxBodyBytes(),
        limits.allowedNamespaces(),
        limits.fallbacks(),
        limits.timeouts());
  }
}
