package ai.kernelpanic09.sidecar.invokemodel;

import ai.kernelpanic09.core.price.Usage;
import ai.kernelpanic09.sidecar.bedrock.AnswerHead;
import ai.kernelpanic09.sidecar.body.Patch;
import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.body.Splices;
import ai.kernelpanic09.sidecar.guardrail.AppliedGuardrails;
import ai.kernelpanic09.sidecar.guardrail.GuardrailFinding;
import ai.kernelpanic09.sidecar.json.CompactJson;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.reply.Reply;
import ai.kernelpanic09.sidecar.textcheck.ToolJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An answer of InvokeModel.
 *
 * @param family whose form it has
 * @param content null when it was streamed, or is kept from the caller
 * @param message in the place of content
 */
public record InvokeModelReply(
    Family family,
    @Nullable Content content,
    String message,
    String stopReason,
    @Nullable Usage usage,
    AppliedGuardrails guardrails,
    SortedSet<GuardrailFinding> findings)
    implements Reply<InvokeModelReply> {

  private static final String INTERVENED = "guardrail_intervened";
  private static final String OF_BEDROCK = "x-amzn-bedrock-";

  /**
   * The content of a whole answer.
   *
   * @param inputs that it hands to tools
   * @param patches what callers get in the place of ranges of the body
   */
  record Content(
      AnswerHead head, ReceivedBytes body, List<JsonMember> inputs, List<Patch> patches) {

    Splices splices() {
      var all = new Splices(body);
      Patch.copy(all, 0, body.length(), patches);
      return all;
    }

    Content with(List<String> masked) {
      var more = new ArrayList<>(patches);
      for (var i = 0; i < masked.size(); i++) {
        more.add(
            new Patch(
                inputs.get(i).start(),
                inputs.get(i).end(),
                masked.get(i).getBytes(StandardCharsets.UTF_8)));
      }
      return new Content(head, body, inputs, more);
    }
  }

  /** The answer of a call that no model has seen. */
  static InvokeModelReply unsent(
      Family family, String message, SortedSet<GuardrailFinding> findings) {
    return new InvokeModelReply(
        family, null, message, INTERVENED, Usage.NONE, AppliedGuardrails.COMPLETE, findings);
  }

  /** Bedrock's body as it came; null when there is none. */
  @Nullable ReceivedBytes received() {
    return content == null ? null : content.body();
  }

  /** Bedrock's own headers of the answer: what was used, and how long that took. */
  public Map<String, String> headers() {
    var headers = new LinkedHashMap<String, String>();
    if (content != null) {
      content
          .head()
          .headers()
          .forEach(
              (name, value) -> {
                if (name.regionMatches(true, 0, OF_BEDROCK, 0, OF_BEDROCK.length())) {
                  headers.put(name, value);
                }
              });
    }
    return headers;
  }

  @Override
  public @Nullable Splices body() {
    return content == null ? null : content.splices();
  }

  @Override
  public List<String> toolInputs() {
    return content == null
        ? List.of()
        : content.inputs().stream()
            .map(each -> CompactJson.of(each.body(), each.start(), each.end()))
            .toList();
  }

  @Override
  public InvokeModelReply withToolInputs(List<String> inputs) throws IOException {
    for (var each : inputs) {
      ToolJson.requireValue(each);
    }
    return new InvokeModelReply(
        family,
        content == null ? null : content.with(inputs),
        message,
        stopReason,
        usage,
        guardrails,
        findings);
  }

  @Override
  public InvokeModelReply withFindings(SortedSet<GuardrailFinding> more) {
    if (more.isEmpty()) {
      return this;
    }
    var all = new TreeSet<>(findings);
    all.addAll(more);
    return new InvokeModelReply(
        family,
        content,
        message,
        stopReason,
        usage,
        guardrails,
        Collections.unmodifiableSortedSet(all));
  }

  @Override
  public InvokeModelReply blocked(String text) {
    return new InvokeModelReply(family, null, text, INTERVENED, usage, guardrails, findings);
  }
}
