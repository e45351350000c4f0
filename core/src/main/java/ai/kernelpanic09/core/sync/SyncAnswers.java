package ai.kernelpanic09.core.sync;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.LedgerAnswer;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.EndpointAnswer;
import ai.kernelpanic09.core.protocol.EndpointSync;
import ai.kernelpanic09.core.protocol.SyncAnswer;
import ai.kernelpanic09.core.protocol.SyncRequest;
import ai.kernelpanic09.core.protocol.TemplateAnswer;
import ai.kernelpanic09.core.protocol.Unanswered;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Composes the answer to a sync from the ledgers' answers, the credentials and the templates. */
public final class SyncAnswers {

  private static final long RENEW_AFTER_MILLIS = 5_000;

  /**
   * When a budget is scarce, holders renew more often, so that dollars that one gives back soon
   * serve another.
   */
  private static final long RENEW_SCARCE_AFTER_MILLIS = 2_000;

  /**
   * The answer to a whole request.
   *
   * @param epoch term of the ledgers
   * @param scarce whether any ledger of the request has little left
   */
  public static SyncAnswer of(
      SyncRequest request,
      long epoch,
      boolean scarce,
      List<EndpointAnswer> endpoints,
      List<TemplateAnswer> templates,
      List<Unanswered> unanswered) {
    return new SyncAnswer(
        SyncRequest.PROTOCOL,
        epoch,
        request.seq(),
        scarce ? RENEW_SCARCE_AFTER_MILLIS : RENEW_AFTER_MILLIS,
        endpoints,
        templates,
        unanswered);
  }

  /**
   * The part of a sync that the ledger applies: all of it, or only the reports and returns if the
   * endpoint is not served. Spending is booked even where no more is allowed.
   */
  public static EndpointSync heard(EndpointSync sync, Serving serving) {
    return serving.ready()
        ? sync
        : new EndpointSync(
            sync.endpoint(),
            sync.knownLimits(),
            sync.knownCredentials(),
            sync.windows(),
            Money.ZERO,
            Money.ZERO,
            0,
            sync.requests().withoutWishes(),
            sync.tokens().withoutWishes());
  }

  /**
   * The answer for one endpoint.
   *
   * @param ledger the ledger's answer to the part that it {@linkplain #heard heard}
   */
  public static EndpointAnswer endpoint(
      EndpointSync sync, Serving serving, SessionOutcome session, LedgerAnswer ledger) {
    var refused = session instanceof SessionOutcome.Refused refusal ? refusal : null;
    var given = session instanceof SessionOutcome.Given(var keys) ? keys : null;
    var ready = serving.ready() && refused == null;
    // Credentials are bound to the guardrail's version: newer limits must wait for newer ones.
    var limits = serving.ready() && given == null ? null : serving.limits();
    return new EndpointAnswer(
        sync.endpoint(),
        ready,
        ready ? null : refused == null ? serving.reason() : refused.reason(),
        ready ? null : refused == null ? serving.message() : refused.message(),
        limits == null || limits.revision().equals(sync.knownLimits()) ? null : limits,
        given == null || given.id().equals(sync.knownCredentials()) ? null : given,
        ledger.windows(),
        ledger.keep(),
        ledger.requests(),
        ledger.tokens(),
        ledger.exhausted(),
        ledger.queued(),
        ledger.remaining());
  }

  /** The answer for an endpoint without a readable ledger: nothing is booked or granted. */
  public static EndpointAnswer closed(
      EndpointName endpoint, String reason, @Nullable String message) {
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

  private SyncAnswers() {}
}
