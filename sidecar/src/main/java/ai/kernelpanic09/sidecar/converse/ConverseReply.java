package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.core.price.Usage;
import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.body.Splices;
import ai.kernelpanic09.sidecar.guardrail.AppliedGuardrails;
import ai.kernelpanic09.sidecar.guardrail.GuardrailFinding;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonQuoting;
import ai.kernelpanic09.sidecar.reply.Reply;
import ai.kernelpanic09.sidecar.textcheck.ToolJson;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An answer of Converse, or the outcome of a ConverseStream. Its content stays in the bytes that
 * Bedrock has sent: a surface copies ranges of them to {@link #splices}.
 */
public final class ConverseReply implements Reply<ConverseReply> {

  private static final String INTERVENED = "guardrail_intervened";

  private final @Nullable ReplyContent content;
  private final String message;
  private final String stopReason;
  private final @Nullable Usage usage;
  private final AppliedGuardrails guardrails;
  private final SortedSet<GuardrailFinding> findings;

  /**
   * @param content null when it was streamed, or is kept from the caller
   * @param message the text in the place of content that is kept from the caller
   */
  private ConverseReply(
      @Nullable ReplyContent content,
      String message,
      String stopReason,
      @Nullable Usage usage,
      AppliedGuardrails guardrails,
      SortedSet<GuardrailFinding> findings) {
    this.content = content;
    this.message = message;
    this.stopReason = stopReason;
    this.usage = usage;
    this.guardrails = guardrails;
    this.findings = findings;
  }

  /**
   * An answer of the model.
   *
   * @param content null when it was streamed
   */
  static ConverseReply of(@Nullable ReplyContent content, String stopReason, UsageReader used) {
    return new ConverseReply(
        content, "", stopReason, used.usage(), used.guardrails(), used.findings());
  }

  /** The answer to a call that the guardrail has kept from the model. */
  static ConverseReply unsent(String message, SortedSet<GuardrailFinding> findings) {
    return new ConverseReply(
        null, message, INTERVENED, Usage.NONE, AppliedGuardrails.COMPLETE, findings);
  }

  @Override
  public @Nullable Usage usage() {
    return usage;
  }

  @Override
  public AppliedGuardrails guardrails() {
    return guardrails;
  }

  @Override
  public SortedSet<GuardrailFinding> findings() {
    return findings;
  }

  @Override
  public String stopReason() {
    return stopReason;
  }

  @Override
  public @Nullable Splices body() {
    if (content == null) {
      return null;
    }
    var body = content.empty();
    content.copyBody(body);
    return body;
  }

  /** The content's blocks; the message alone where it stands in their place. */
  public List<ReplyBlock> blocks() {
    if (content != null) {
      return content.read();
    }
    return message.isEmpty() ? List.of() : List.of(ReplyBlock.ofText(ownBody()));
  }

  /** What the model says beside its content, where the call asked for it; null for nothing. */
  public @Nullable JsonMember modelFields() {
    return content == null ? null : content.modelFields();
  }

  /** Nothing yet, to which the content, and values of {@link #blocks}, can be copied. */
  public Splices splices() {
    return content == null ? new Splices(ownBody()) : content.empty();
  }

  /** The message as a body of JSON; the same bytes each time. */
  private ReceivedBytes ownBody() {
    return ReceivedBytes.of(JsonQuoting.of(message));
  }

  /**
   * Adds all text of the content, joined, as one JSON string.
   *
   * @param to from {@link #splices}
   */
  public void copyText(Splices to) {
    if (content == null) {
      to.insert(JsonQuoting.of(message));
    } else {
      content.copyText(to);
    }
  }

  /** Whether the content is more than text. */
  public boolean hasBlocks() {
    return content != null && content.hasBlocks();
  }

  /**
   * Adds the content's blocks, as Bedrock's JSON array.
   *
   * @param to from {@link #splices}
   */
  public void copyBlocks(Splices to) {
    if (content != null) {
      content.copyBlocks(to);
    }
  }

  @Override
  public List<String> toolInputs() {
    return content == null ? List.of() : content.toolInputs();
  }

  @Override
  public ConverseReply withToolInputs(List<String> inputs) throws IOException {
    for (var each : inputs) {
      ToolJson.requireValue(each);
    }
    return new ConverseReply(
        content == null ? null : content.withToolInputs(inputs),
        message,
        stopReason,
        usage,
        guardrails,
        findings);
  }

  @Override
  public ConverseReply withFindings(SortedSet<GuardrailFinding> more) {
    if (more.isEmpty()) {
      return this;
    }
    var all = new TreeSet<>(findings);
    all.addAll(more);
    return new ConverseReply(
        content, message, stopReason, usage, guardrails, Collections.unmodifiableSortedSet(all));
  }

  @Override
  public ConverseReply blocked(String text) {
    return new ConverseReply(null, text, INTERVENED, usage, guardrails, findings);
  }
}
