package ai.kernelpanic09.operator.enforcement;

import java.util.List;

/** What can be told of the guardrails that an account enforces in a region. */
sealed interface Listing {

  /** AWS has listed them. */
  record Listed(List<AccountGuardrail> guardrails) implements Listing {
    public Listed {
      guardrails = List.copyOf(guardrails);
    }
  }

  /** The role may not list them. */
  record NotPermitted(String message) implements Listing {}

  /** AWS does not answer, or not in a way that can be understood. */
  record Unavailable(String message) implements Listing {}
}
