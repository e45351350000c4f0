package ai.kernelpanic09.sidecar.textcheck;

import java.util.List;

/** The result of a guardrail's check of texts. */
public sealed interface CheckResult {

  /** The texts may go on unchanged. */
  record Passed() implements CheckResult {}

  /** The texts may go on in this masked form: as many, in the same order. */
  record Masked(List<String> texts) implements CheckResult {}

  /** The texts may not go on; the policy's message goes out in their place. */
  record Blocked(String message) implements CheckResult {}
}
