package ai.kernelpanic09.sidecar.surface.anthropic;

import ai.kernelpanic09.core.account.RateLeft;
import ai.kernelpanic09.sidecar.surface.RateHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * Rates in Anthropic's headers: {@code anthropic-ratelimit-requests-limit}, {@code -remaining}, and
 * {@code -reset} as a time of RFC 3339; the same of {@code tokens}.
 *
 * @see <a href="https://docs.anthropic.com/en/api/rate-limits#response-headers">Response
 *     headers</a>
 */
public final class AnthropicRates implements RateHeaders {

  private final InstantSource clock;

  public AnthropicRates(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public void write(HttpServerResponse response, String unit, RateLeft left) {
    var prefix = "anthropic-ratelimit-" + unit + "-";
    response.putHeader(prefix + "limit", Long.toString(left.limit()));
    var remaining = left.remaining();
    var reset = left.resetMillis();
    if (remaining != null && reset != null) {
      // Whole seconds, rounded up: a client that waits until then does not come too early.
      var at = clock.instant().plusMillis(reset).plusMillis(999).truncatedTo(ChronoUnit.SECONDS);
      response
          .putHeader(prefix + "remaining", Long.toString(remaining))
          .putHeader(prefix + "reset", at.toString());
    }
  }
}
