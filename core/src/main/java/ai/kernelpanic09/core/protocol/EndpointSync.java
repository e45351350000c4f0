package ai.kernelpanic09.core.protocol;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.money.Money;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A holder's report and wishes for one endpoint.
 *
 * @param knownLimits revision of the limits that the holder has; null for none
 * @param knownCredentials id of the credentials that the holder has; null for none
 * @param windows totals of each lease that the holder has
 * @param burnPerSecond dollars spent per second, smoothed
 * @param worstCall largest worst case in dollars of the calls that wait, else that of a typical
 *     call
 * @param waiting number of calls that wait
 * @param requests wish for request tokens
 * @param tokens wish for model tokens
 * @param circuitOpen whether the holder keeps calls back since the model keeps failing; null, which
 *     is not written, for no
 * @param boundOverrun the last call that was billed more than its worst case, while calls like it
 *     are kept back for that; null for none
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EndpointSync(
    EndpointName endpoint,
    @Nullable String knownLimits,
    @Nullable String knownCredentials,
    List<WindowReport> windows,
    Money burnPerSecond,
    Money worstCall,
    @JsonSetter(nulls = Nulls.AS_EMPTY) int waiting,
    RateAsk requests,
    RateAsk tokens,
    @Nullable Boolean circuitOpen,
    @Nullable OverrunReport boundOverrun) {

  // Bounds keep the ledger's arithmetic far below overflow; no real call or pod comes near them.
  public static final Money MAX_PER_SECOND = Money.ofNanoDollars(1_000_000_000_000L);
  public static final Money MAX_PER_CALL = Money.ofNanoDollars(10_000_000_000_000L);
  private static final int MAX_WAITING = 10_000;

  /**
   * @throws IllegalArgumentException when a quantity is negative or out of bounds
   */
  public EndpointSync {
    burnPerSecond = Absent.or(burnPerSecond, Money.ZERO);
    worstCall = Absent.or(worstCall, Money.ZERO);
    requests = Absent.or(requests, RateAsk.NONE);
    tokens = Absent.or(tokens, RateAsk.NONE);
    Quantities.require("burnPerSecond", burnPerSecond, MAX_PER_SECOND);
    Quantities.require("worstCall", worstCall, MAX_PER_CALL);
    Quantities.require("waiting", waiting, MAX_WAITING);
    windows = Absent.orEmpty(windows);
  }

  /** A sync of a holder that keeps no calls back. */
  public EndpointSync(
      EndpointName endpoint,
      @Nullable String knownLimits,
      @Nullable String knownCredentials,
      List<WindowReport> windows,
      Money burnPerSecond,
      Money worstCall,
      int waiting,
      RateAsk requests,
      RateAsk tokens) {
    this(
        endpoint,
        knownLimits,
        knownCredentials,
        windows,
        burnPerSecond,
        worstCall,
        waiting,
        requests,
        tokens,
        null,
        null);
  }

  /** The same sync, telling whether calls are kept back. */
  public EndpointSync withCircuitOpen(boolean open) {
    return new EndpointSync(
        endpoint,
        knownLimits,
        knownCredentials,
        windows,
        burnPerSecond,
        worstCall,
        waiting,
        requests,
        tokens,
        open ? true : null,
        boundOverrun);
  }

  /**
   * The same sync, telling of a call that was billed more than its worst case.
   *
   * @param overrun null for none
   */
  public EndpointSync withBoundOverrun(@Nullable OverrunReport overrun) {
    return new EndpointSync(
        endpoint,
        knownLimits,
        knownCredentials,
        windows,
        burnPerSecond,
        worstCall,
        waiting,
        requests,
        tokens,
        circuitOpen,
        overrun);
  }

  /** Whether the holder keeps calls back since the model keeps failing. */
  public boolean keepsCallsBack() {
    return Boolean.TRUE.equals(circuitOpen);
  }
}
