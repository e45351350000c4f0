package ai.kernelpanic09.sidecar.reply;

import ai.kernelpanic09.core.price.Usage;
import ai.kernelpanic09.sidecar.body.Splices;
import ai.kernelpanic09.sidecar.guardrail.AppliedGuardrails;
import ai.kernelpanic09.sidecar.guardrail.GuardrailFinding;
import java.io.IOException;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * An answer of a model, with what is needed to book it and to check its tools. Immutable.
 *
 * @param <R> the answer in the form of its operation
 */
public interface Reply<R extends Reply<R>> {

  /** The usage of the call; null when the answer does not tell. */
  @Nullable Usage usage();

  /** The guardrails of which the answer tells the units that they have checked. */
  AppliedGuardrails guardrails();

  /** The policies that found something, without the content that they found. */
  SortedSet<GuardrailFinding> findings();

  /** The reason why the answer ended. */
  String stopReason();

  /**
   * Bedrock's own body, with masked texts where the guardrail masked some; null for an answer that
   * was streamed, and for one that the guardrail keeps from the caller.
   */
  @Nullable Splices body();

  /**
   * The inputs that the answer hands to tools, as JSON in its shortest form, in their order.
   *
   * @throws IOException when one of them can't be read
   */
  List<String> toolInputs() throws IOException;

  /**
   * The same answer with other inputs for tools.
   *
   * @param inputs as many as {@link #toolInputs} has
   * @throws IOException when one of them is not JSON
   */
  R withToolInputs(List<String> inputs) throws IOException;

  /** The same answer, with more findings. */
  R withFindings(SortedSet<GuardrailFinding> more);

  /** The same answer with the policy's message in the place of its content. */
  R blocked(String message);
}
