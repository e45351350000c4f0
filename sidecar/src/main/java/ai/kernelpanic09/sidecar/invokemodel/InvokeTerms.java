package ai.kernelpanic09.sidecar.invokemodel;

import ai.kernelpanic09.sidecar.call.CallerLabels;
import ai.kernelpanic09.sidecar.guardrail.CallerGuardrail;
import org.jspecify.annotations.Nullable;

/**
 * What a caller of InvokeModel says in headers.
 *
 * @param labels beside our own
 * @param guardrail that it names itself; null for none
 */
public record InvokeTerms(CallerLabels labels, @Nullable CallerGuardrail guardrail) {

  public static final InvokeTerms NONE = new InvokeTerms(CallerLabels.NONE, null);
}
