package ai.kernelpanic09.core.protocol;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.money.Money;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a holder may do with one endpoint until it asks again.
 *
 * @param ready whether calls may be served at all; if not, {@code reason} and {@code message} say
 *     why
 * @param limits what to enforce; null when the holder knows it already
 * @param credentials what to sign with; null when the holder has them already
 * @param windows leases
 * @param keep free dollars to keep at the next renewal; what is above goes back
 * @param requests request tokens; null where requests are not limited
 * @param tokens model tokens; null where tokens are not limited
 * @param exhausted set when the budget can't pay for one call of the reported size
 * @param queued why the holder has to wait its turn though there is money; null if it need not
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EndpointAnswer(
    EndpointName endpoint,
    boolean ready,
    @Nullable String reason,
    @Nullable String message,
    @Nullable EndpointLimits limits,
    @Nullable SessionCredentials credentials,
    List<WindowGrant> windows,
    Money keep,
    @Nullable RateGrant requests,
    @Nullable RateGrant tokens,
    @Nullable Exhausted exhausted,
    @Nullable String queued) {

  /** An answer to a holder that need not wait its turn. */
  public EndpointAnswer(
      EndpointName endpoint,
      boolean ready,
      @Nullable String reason,
      @Nullable String message,
      @Nullable EndpointLimits limits,
      @Nullable SessionCredentials credentials,
      List<WindowGrant> windows,
      Money keep,
      @Nullable RateGrant requests,
      @Nullable RateGrant tokens,
      @Nullable Exhausted exhausted) {
    this(
        endpoint,
        ready,
        reason,
        message,
        limits,
        credentials,
        windows,
        keep,
        requests,
        tokens,
        exhausted,
        null);
  }

  public EndpointAnswer {
    windows = Absent.orEmpty(windows);
    keep = Absent.or(keep, Money.ZERO);
  }
}
