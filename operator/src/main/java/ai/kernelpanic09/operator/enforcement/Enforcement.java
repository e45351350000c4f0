package ai.kernelpanic09.operator.enforcement;

import ai.kernelpanic09.core.endpoint.EnforcedGuardrail;
import ai.kernelpanic09.operator.credentials.SessionPolicy.GuardrailRef;
import java.util.List;

/**
 * What is known to be added to the calls of an endpoint.
 *
 * @param guardrails the account's and the organisation's
 * @param refs the same, as session policies name them
 * @param sight whether AWS has listed the account's
 * @param message a sentence, for people
 */
public record Enforcement(
    List<EnforcedGuardrail> guardrails, List<GuardrailRef> refs, Sight sight, String message) {

  /** Whether the account's enforced guardrails can be seen. */
  public enum Sight {
    LISTED,
    NOT_PERMITTED,
    UNAVAILABLE
  }

  public Enforcement {
    guardrails = List.copyOf(guardrails);
    refs = List.copyOf(refs);
  }
}
