package ai.kernelpanic09.sidecar.reply;

import ai.kernelpanic09.core.price.Usage;
import ai.kernelpanic09.sidecar.body.Splices;
import ai.kernelpanic09.sidecar.guardrail.AppliedGuardrails;
import ai.kernelpanic09.sidecar.guardrail.GuardrailFinding;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * An answer of an operation that calls no model: it hands nothing to tools, and is never streamed.
 *
 * @param body as the caller may have it
 * @param usage null when the answer does not tell it
 */
public record WholeReply(Splices body, @Nullable Usage usage, SortedSet<GuardrailFinding> findings)
    implements Reply<WholeReply> {

  @Override
  public AppliedGuardrails guardrails() {
    return AppliedGuardrails.COMPLETE;
  }

  @Override
  public String stopReason() {
    return "";
  }

  @Override
  public List<String> toolInputs() {
    return List.of();
  }

  @Override
  public WholeReply withToolInputs(List<String> inputs) {
    return this;
  }

  /** Tools are the only ones that find more, and there are none. */
  @Override
  public WholeReply withFindings(SortedSet<GuardrailFinding> more) {
    return this;
  }

  @Override
  public WholeReply blocked(String message) {
    throw new IllegalStateException("an answer without tools is never blocked");
  }
}
