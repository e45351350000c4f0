package ai.kernelpanic09.core.protocol;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.LedgerAnswer;
import ai.kernelpanic09.core.money.Money;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds a ready answer without grants, except for the members that a test names. */
public final class TestAnswer {

  private final EndpointName endpoint;
  private @Nullable EndpointLimits limits;
  private @Nullable SessionCredentials credentials;
  private List<WindowGrant> windows = List.of();
  private Money keep = Money.ZERO;
  private @Nullable RateGrant requests;
  private @Nullable RateGrant tokens;
  private @Nullable Exhausted exhausted;
  private @Nullable String queued;
  private @Nullable Money remaining;

  private TestAnswer(EndpointName endpoint) {
    this.endpoint = endpoint;
  }

  public static TestAnswer of(EndpointName endpoint) {
    return new TestAnswer(endpoint);
  }

  /** An answer that hands on what a ledger says. */
  public static TestAnswer of(EndpointName endpoint, LedgerAnswer ledger) {
    var answer = new TestAnswer(endpoint);
    answer.windows = ledger.windows();
    answer.keep = ledger.keep();
    answer.requests = ledger.requests();
    answer.tokens = ledger.tokens();
    answer.exhausted = ledger.exhausted();
    answer.queued = ledger.queued();
    answer.remaining = ledger.remaining();
    return answer;
  }

  /** An answer about an endpoint that is not ready. */
  public static EndpointAnswer notReady(EndpointName endpoint, String reason, String message) {
    return new EndpointAnswer(
        endpoint,
        false,
        reason,
        message,
        null,
        null,
        List.of(),
        Money.ZERO,
        null,
        null,
        null,
        null,
        null);
  }

  public TestAnswer limits(@Nullable EndpointLimits newLimits) {
    limits = newLimits;
    return this;
  }

  public TestAnswer credentials(SessionCredentials keys) {
    credentials = keys;
    return this;
  }

  public TestAnswer leases(WindowGrant... grants) {
    return leases(List.of(grants));
  }

  public TestAnswer leases(List<WindowGrant> grants) {
    windows = grants;
    return this;
  }

  public TestAnswer keep(Money dollars) {
    keep = dollars;
    return this;
  }

  public TestAnswer rates(@Nullable RateGrant requestGrant, @Nullable RateGrant tokenGrant) {
    requests = requestGrant;
    tokens = tokenGrant;
    return this;
  }

  public TestAnswer exhausted(@Nullable Exhausted budget) {
    exhausted = budget;
    return this;
  }

  public TestAnswer remaining(@Nullable Money dollars) {
    remaining = dollars;
    return this;
  }

  public TestAnswer queued(String why) {
    queued = why;
    return this;
  }

  public EndpointAnswer build() {
    return new EndpointAnswer(
        endpoint,
        true,
        null,
        null,
        limits,
        credentials,
        windows,
        keep,
        requests,
        tokens,
        exhausted,
        queued,
        remaining);
  }
}
