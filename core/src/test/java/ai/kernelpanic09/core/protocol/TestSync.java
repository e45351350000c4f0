package ai.kernelpanic09.core.protocol;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.money.Money;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds a holder's sync without reports and wishes, except for the members that a test names. */
public final class TestSync {

  private final EndpointName endpoint;
  private @Nullable String knownLimits;
  private @Nullable String knownCredentials;
  private List<WindowReport> windows = List.of();
  private Money burnPerSecond = Money.ZERO;
  private Money worstCall = Money.ZERO;
  private int waiting;
  private RateAsk requests = RateAsk.NONE;
  private RateAsk tokens = RateAsk.NONE;

  private TestSync(EndpointName endpoint) {
    this.endpoint = endpoint;
  }

  public static TestSync of(EndpointName endpoint) {
    return new TestSync(endpoint);
  }

  /** The limits and credentials that the holder has already. */
  public TestSync knows(@Nullable String limits, @Nullable String credentials) {
    knownLimits = limits;
    knownCredentials = credentials;
    return this;
  }

  public TestSync reports(WindowReport... reports) {
    return reports(List.of(reports));
  }

  public TestSync reports(List<WindowReport> reports) {
    windows = reports;
    return this;
  }

  public TestSync burnPerSecond(Money dollars) {
    burnPerSecond = dollars;
    return this;
  }

  /** {@code calls} wait, each of which can cost {@code worst} dollars. */
  public TestSync waiting(int calls, Money worst) {
    waiting = calls;
    worstCall = worst;
    return this;
  }

  public TestSync rates(RateAsk requestAsk, RateAsk tokenAsk) {
    requests = requestAsk;
    tokens = tokenAsk;
    return this;
  }

  public EndpointSync build() {
    return new EndpointSync(
        endpoint,
        knownLimits,
        knownCredentials,
        windows,
        burnPerSecond,
        worstCall,
        waiting,
        requests,
        tokens);
  }
}
