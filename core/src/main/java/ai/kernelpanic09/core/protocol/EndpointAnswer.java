package ai.kernelpanic09.core.protocol;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.money.Money;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The leases, rates and limits of one endpoint that a holder may use until it asks again.
 *
 * @param ready whether calls may be served
 * @param reason one word when they may not; null otherwise
 * @param message a sentence for callers when they may not; null otherwise
 * @param limits the limits to enforce; null when the holder knows them already
 * @param credentials the credentials to sign with; null when the holder has them already
 * @param windows leases, one for each day
 * @param keep free dollars that the holder keeps at its next renewal; it returns those above
 * @param requests request tokens; null where requests are not limited
 * @param tokens model tokens; null where tokens are not limited
 * @param exhausted set when the budget can't pay for one call of the reported worst case
 * @param queued why the holder has to wait though dollars are left; null when it need not
 * @param remaining dollars of the budget, the day's or the month's with less left, that are neither
 *     spent nor written off; null where there is no budget, or from an operator of an earlier
 *     version
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
    @Nullable String queued,
    @Nullable Money remaining) {

  public EndpointAnswer {
    windows = Absent.orEmpty(windows);
    keep = Absent.or(keep, Money.ZERO);
  }
}
