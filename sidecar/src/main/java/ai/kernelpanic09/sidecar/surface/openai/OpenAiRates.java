package ai.kernelpanic09.sidecar.surface.openai;

import ai.kernelpanic09.core.account.RateLeft;
import ai.kernelpanic09.sidecar.surface.RateHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;

/**
 * Rates in OpenAI's headers: {@code x-ratelimit-limit-requests}, {@code -remaining-}, and {@code
 * -reset-} as a duration such as {@code 1.5s} or {@code 6m0s}; the same of {@code tokens}.
 *
 * @see <a href="https://platform.openai.com/docs/guides/rate-limits#rate-limits-in-headers">Rate
 *     limits in headers</a>
 */
final class OpenAiRates implements RateHeaders {

  static final RateHeaders HEADERS = new OpenAiRates();

  private OpenAiRates() {}

  @Override
  public void write(HttpServerResponse response, String unit, RateLeft left) {
    response.putHeader("x-ratelimit-limit-" + unit, Long.toString(left.limit()));
    var remaining = left.remaining();
    var reset = left.resetMillis();
    if (remaining != null && reset != null) {
      response
          .putHeader("x-ratelimit-remaining-" + unit, Long.toString(remaining))
          .putHeader("x-ratelimit-reset-" + unit, text(reset));
    }
  }

  /** A duration as Go writes it. */
  static String text(long millis) {
    var whole = Duration.ofMillis(millis);
    if (millis < 1_000) {
      return millis == 0 ? "0s" : millis + "ms";
    }
    var part = whole.toMillisPart();
    var fraction =
        part == 0 ? "" : ("." + Integer.toString(1_000 + part).substring(1)).replaceAll("0+$", "");
    var minutes = whole.toMinutes();
    return (minutes == 0 ? "" : minutes + "m") + whole.toSecondsPart() + fraction + "s";
  }
}
