package ai.kernelpanic09.sidecar.toolcheck;

import java.util.List;

/** What may be done with texts that a guardrail has checked. */
public sealed interface CheckResult {

  /** They may go on as they are. */
  record Passed() implements CheckResult {}

  /** They may go on like this: as many texts, in the same order. */
  record Masked(List<String> texts) implements CheckResult {}

  /** They may not go on; the policy's message goes out in their place. */
  record Blocked(String message) implements CheckResult {}
}
