package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.sidecar.call.CallLabel;
import ai.kernelpanic09.sidecar.call.CallerLabels;
import ai.kernelpanic09.sidecar.call.PromptOrigin;
import ai.kernelpanic09.sidecar.endpoint.Revision;
import ai.kernelpanic09.sidecar.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Our own members of Converse's request, behind those of the caller. What of them is the same for
 * every call is written once per revision of the limits.
 *
 * @param fixed the guardrail, and the label's endpoint, up to the middle of the label
 */
@SuppressWarnings("ArrayRecordComponent") // It is not compared.
record ConverseTail(byte[] fixed) {

  /** The tail's end: of the inference settings, and of the whole. */
  static final byte[] END = "}}".getBytes(StandardCharsets.US_ASCII);

  static ConverseTail of(Revision revision) {
    var guardrail = revision.limits().guardrail();
    var json =
        Json.object(
            256,
            to -> {
              if (guardrail != null) {
                to.writeObjectFieldStart("guardrailConfig");
                to.writeStringField("guardrailIdentifier", guardrail.id());
                to.writeStringField("guardrailVersion", guardrail.version());
                to.writeStringField("trace", "enabled");
                to.writeEndObject();
              }
              to.writeObjectFieldStart("requestMetadata");
              to.writeStringField("endpoint", CallLabel.plain(revision.endpoint().toString()));
              to.writeEndObject();
            });
    // It goes on within an object: its comma takes the place of the opening brace.
    json[0] = ',';
    return new ConverseTail(Arrays.copyOf(json, json.length - END.length));
  }

  /** The rest of the label, and the inference settings up to their last member. */
  static byte[] ofCall(
      CallLabel label,
      @Nullable PromptOrigin origin,
      CallerLabels callers,
      long maxTokens,
      InferenceSettings inference) {
    var json = new StringBuilder(256);
    member(json, "workload", label.workload());
    member(json, "window", label.window());
    member(json, "call", label.call());
    if (origin != null) {
      member(json, "template", origin.template().toString());
      member(json, "revision", Long.toString(origin.revision()));
    }
    json.append(callers.json());
    json.append("},\"inferenceConfig\":{\"maxTokens\":").append(maxTokens);
    number(json, "temperature", inference.temperature());
    number(json, "topP", inference.topP());
    return json.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** The characters of a plain text need no escapes. */
  private static void member(StringBuilder json, String name, String text) {
    json.append(",\"").append(name).append("\":\"").append(CallLabel.plain(text)).append('"');
  }

  private static void number(StringBuilder json, String name, @Nullable String number) {
    if (number != null) {
      json.append(",\"").append(name).append("\":").append(number);
    }
  }
}
