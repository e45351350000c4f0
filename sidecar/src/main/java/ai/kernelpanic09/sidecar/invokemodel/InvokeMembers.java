package ai.kernelpanic09.sidecar.invokemodel;

import ai.kernelpanic09.core.price.Usage;
import ai.kernelpanic09.sidecar.json.Json;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** Members of answers that a guardrail keeps from the caller. */
public final class InvokeMembers {

  private static final String ACTION = "amazon-bedrock-guardrailAction";

  private InvokeMembers() {}

  /** Bedrock's own members of the last chunk. */
  static void write(JsonGenerator to, Usage usage) throws IOException {
    to.writeStringField(ACTION, "INTERVENED");
    to.writeObjectFieldStart("amazon-bedrock-invocationMetrics");
    to.writeNumberField("inputTokenCount", usage.inputTokens());
    to.writeNumberField("outputTokenCount", usage.outputTokens());
    to.writeEndObject();
  }

  /** A whole answer that holds the guardrail's message alone. */
  public static byte[] whole(InvokeModelReply reply) {
    var usage = reply.usage() == null ? Usage.NONE : reply.usage();
    return Json.object(
        256 + reply.message().length(),
        to -> {
          if (reply.family() == Family.NOVA) {
            nova(to, reply.message(), usage);
          } else {
            claude(to, reply.message(), usage);
          }
          to.writeStringField(ACTION, "INTERVENED");
        });
  }

  private static void claude(JsonGenerator to, String message, Usage usage) throws IOException {
    to.writeStringField("id", "msg_guardrail");
    to.writeStringField("type", "message");
    to.writeStringField("role", "assistant");
    to.writeArrayFieldStart("content");
    to.writeStartObject();
    to.writeStringField("type", "text");
    to.writeStringField("text", message);
    to.writeEndObject();
    to.writeEndArray();
    to.writeStringField("stop_reason", "end_turn");
    to.writeNullField("stop_sequence");
    to.writeObjectFieldStart("usage");
    to.writeNumberField("input_tokens", usage.inputTokens());
    to.writeNumberField("output_tokens", usage.outputTokens());
    to.writeEndObject();
  }

  private static void nova(JsonGenerator to, String message, Usage usage) throws IOException {
    to.writeObjectFieldStart("output");
    to.writeObjectFieldStart("message");
    to.writeStringField("role", "assistant");
    to.writeArrayFieldStart("content");
    to.writeStartObject();
    to.writeStringField("text", message);
    to.writeEndObject();
    to.writeEndArray();
    to.writeEndObject();
    to.writeEndObject();
    to.writeStringField("stopReason", "guardrail_intervened");
    to.writeObjectFieldStart("usage");
    to.writeNumberField("inputTokens", usage.inputTokens());
    to.writeNumberField("outputTokens", usage.outputTokens());
    to.writeEndObject();
  }
}
