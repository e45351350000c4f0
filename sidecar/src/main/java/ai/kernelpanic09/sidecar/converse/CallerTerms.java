package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.sidecar.call.CallerLabels;
import ai.kernelpanic09.sidecar.guardrail.CallerGuardrail;
import org.jspecify.annotations.Nullable;

/**
 * What a caller says where members of our own go, and where limits decide about it.
 *
 * @param labels beside our own
 * @param guardrail that it names itself; null for none
 * @param contentField a member of the model's own answer, which no guardrail has seen; null for
 *     none
 */
record CallerTerms(
    CallerLabels labels, @Nullable CallerGuardrail guardrail, @Nullable String contentField) {

  /** What can't be had under these limits, and why; null when all can. */
  @Nullable String refused(EndpointLimits limits) {
    if (contentField != null && limits.guardrail() != null) {
      return contentField
          + ": may hold what the guardrail of policy "
          + limits.guardrailPolicy()
          + " keeps back";
    }
    return guardrail == null ? null : guardrail.refused(limits);
  }
}
