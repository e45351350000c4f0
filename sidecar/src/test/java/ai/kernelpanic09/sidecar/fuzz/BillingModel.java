package ai.kernelpanic09.sidecar.fuzz;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A model that bills all that its published maxima allow: each byte is a token, each message has
 * the marks of the longest published template, each image is of the largest size, each answer is as
 * long as it may be and of the longest tokens, and all that may be cached is, at the dearest price.
 * Its prices and maxima are written here once more, and taken from no table of the product.
 *
 * @param window most input tokens
 * @param bytes whether a text has no more tokens than bytes; else any prompt fills the window
 * @param image most tokens of an image
 * @param toolPrompt tokens of the longest published prompt for tools
 * @param above the longest prompt that has the usual prices; null where all have them
 */
record BillingModel(
    String id,
    long window,
    boolean bytes,
    long image,
    long toolPrompt,
    Prices usual,
    @Nullable Long above,
    Prices ofLong) {

  private static final long MESSAGE_MARKS = 16;
  private static final long LONGEST_TOKEN = 128;
  private static final long UNIT_CHARACTERS = 1_000;

  /** Content filters and sensitive information, for a text unit. */
  private static final BigDecimal UNIT = new BigDecimal("0.00025");

  private static final BigDecimal MILLION = new BigDecimal(1_000_000);

  /**
   * Dollars per million tokens.
   *
   * @param cached of the kinds of token that a cache makes
   */
  record Prices(BigDecimal input, BigDecimal output, List<BigDecimal> cached) {
    static Prices of(String input, String output, String... cached) {
      return new Prices(
          new BigDecimal(input),
          new BigDecimal(output),
          Stream.of(cached).map(BigDecimal::new).toList());
    }

    BigDecimal dearestInput(boolean cachePoint) {
      return cachePoint && !cached.isEmpty() ? input.max(Collections.max(cached)) : input;
    }
  }

  static final List<BillingModel> ALL =
      List.of(
          flat(
              "us.anthropic.claude-haiku-4-5-20251001-v1:0",
              200_000,
              true,
              1_568,
              530,
              Prices.of("1.10", "5.50", "0.11", "1.375", "2.20")),
          flat(
              "us.anthropic.claude-opus-4-7",
              1_000_000,
              true,
              4_784,
              804,
              Prices.of("5.50", "27.50", "0.55", "6.875", "11")),
          new BillingModel(
              "us.anthropic.claude-haiku-5-5",
              1_000_000,
              true,
              4_784,
              804,
              Prices.of("0.11", "0.55", "0.011", "0.1375", "0.22"),
              100_000L,
              Prices.of("0.55", "2.75", "0.055", "0.6875", "1.10")),
          flat(
              "us.amazon.nova-lite-v1:0",
              307_200,
              true,
              307_200,
              1_000,
              Prices.of("0.06", "0.24", "0.015")),
          flat(
              "us.meta.llama3-3-70b-instruct-v1:0",
              131_072,
              true,
              131_072,
              1_000,
              Prices.of("0.72", "0.72")),
          flat("openai.gpt-oss-120b-1:0", 131_072, true, 131_072, 1_000, Prices.of("0.15", "0.60")),
          flat(
              "mistral.mistral-large-3-675b-instruct",
              262_144,
              false,
              262_144,
              1_000,
              Prices.of("0.50", "1.50")));

  private static BillingModel flat(
      String id, long window, boolean bytes, long image, long toolPrompt, Prices prices) {
    return new BillingModel(id, window, bytes, image, toolPrompt, prices, null, prices);
  }

  /** Limits of an endpoint with a guardrail that calls it. */
  EndpointLimits limits() {
    return FuzzEndpoints.guarded(id).getFirst().limits();
  }

  /** Dollars of a call. */
  BigDecimal bill(
      long parts,
      long textBytes,
      long guardedCharacters,
      long images,
      boolean opaque,
      boolean tools,
      boolean cachePoint,
      long outputTokens) {
    var counted = textBytes + images * image + parts * MESSAGE_MARKS + (tools ? toolPrompt : 0);
    var prompt = opaque || !bytes ? window : Math.min(window, counted);
    var prices = above != null && prompt > above ? ofLong : usual;
    var units =
        Math.ceilDiv(guardedCharacters, UNIT_CHARACTERS)
            + Math.ceilDiv(outputTokens * LONGEST_TOKEN, UNIT_CHARACTERS);
    return prices
        .dearestInput(cachePoint)
        .multiply(new BigDecimal(prompt))
        .add(prices.output.multiply(new BigDecimal(outputTokens)))
        .divide(MILLION)
        .add(UNIT.multiply(new BigDecimal(units)));
  }
}
