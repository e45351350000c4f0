package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.core.price.Usage;
import ai.kernelpanic09.sidecar.guardrail.GuardrailFinding;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Bedrock's answer to a call.
 *
 * @param text all text blocks, joined
 * @param blocks the content as raw JSON when it is more than text; else null
 * @param usage what it used; null when the answer does not tell
 * @param guardrailKnown whether the answer tells what the guardrail looked at
 * @param findings what the guardrail found, without what it was
 */
public record ConverseReply(
    String text,
    @Nullable String blocks,
    String stopReason,
    @Nullable Usage usage,
    boolean guardrailKnown,
    SortedSet<GuardrailFinding> findings) {

  private static final String INTERVENED = "guardrail_intervened";

  /** What a caller gets instead of an answer that the guardrail does not let pass. */
  public static ConverseReply blocked(
      String message, Usage usage, SortedSet<GuardrailFinding> findings) {
    return new ConverseReply(message, null, INTERVENED, usage, true, findings);
  }

  /** The same answer, of which the caller gets nothing but the policy's message. */
  public ConverseReply blocked(String message, SortedSet<GuardrailFinding> more) {
    return new ConverseReply(message, null, INTERVENED, usage, guardrailKnown, joined(more));
  }

  /** What the answer wants to hand to tools, as JSON. */
  public List<String> toolInputs() throws IOException {
    return blocks == null ? List.of() : ToolInputs.of(blocks);
  }

  /**
   * The same answer with other inputs for tools.
   *
   * @throws IOException when one of them is no JSON
   */
  public ConverseReply withToolInputs(List<String> inputs) throws IOException {
    var replaced = blocks == null ? null : ToolInputs.replaced(blocks, inputs);
    return new ConverseReply(text, replaced, stopReason, usage, guardrailKnown, findings);
  }

  /** The same answer, about which a guardrail has found more. */
  public ConverseReply withFindings(SortedSet<GuardrailFinding> more) {
    return more.isEmpty()
        ? this
        : new ConverseReply(text, blocks, stopReason, usage, guardrailKnown, joined(more));
  }

  private SortedSet<GuardrailFinding> joined(SortedSet<GuardrailFinding> more) {
    var all = new TreeSet<>(findings);
    all.addAll(more);
    return Collections.unmodifiableSortedSet(all);
  }
}
