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
 * Our own members of Converse's request, behind those of the caller. The part that is the same for
 * every call is written once per revision of the limits.
 *
 * @param fixed the service tier, the project, the guardrail, and the label up to its endpoint
 */
@SuppressWarnings("ArrayRecordComponent") // Records of this type are never compared.
record ConverseTail(byte[] fixed) {

  /** Closes the inference settings and the whole request. */
  static final byte[] END = "}}".getBytes(StandardCharsets.US_ASCII);

  static ConverseTail of(Revision revision) {
    var guardrail = revision.limits().guardrail();
    var tariff = revision.limits().tariff();
    var project = revision.limits().projectIdentifier();
    var json =
        Json.object(
            256,
            to -> {
              if (tariff != null && tariff.serviceTier() != null) {
                to.writeObjectFieldStart("serviceTier");
                to.writeStringField("type", tariff.serviceTier().word());
                to.writeEndObject();
              }
              if (project != null) {
                to.writeStringField("projectIdentifier", project);
              }
              if (guardrail != null) {
                to.writeObjectFieldStart("guardrailConfig");
                to.writeStringField("guardrailIdentifier", guardrail.id());
                to.writeStringField("guardrailVersion", guardrail.version());
                to.writeStringField("trace", "enabled");
                to.writeEndObject();
              } else if (!revision.limits().enforcedGuardrails().isEmpty()) {
                // The trace alone tells what guardrails cost that are added to the call.
                to.writeObjectFieldStart("guardrailConfig");
                to.writeStringField("trace", "enabled");
                to.writeEndObject();
              }
              to.writeObjectFieldStart("requestMetadata");
              to.writeStringField("endpoint", CallLabel.plain(revision.endpoint().toString()));
              to.writeEndObject();
            });
    // The tail continues an object: a comma takes the place of its own opening brace.
    json[0] = ',';
    return new ConverseTail(Arrays.copyOf(json, json.length - END.length));
  }

  /** The rest of the label, and the inference settings except stop sequences. */
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
    member(json, "request", label.request());
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

  /** Adds a member of plain text, whose characters need no escapes. */
  private static void member(StringBuilder json, String name, String text) {
    json.append(",\"").append(name).append("\":\"").append(CallLabel.plain(text)).append('"');
  }

  private static void number(StringBuilder json, String name, @Nullable String number) {
    if (number != null) {
      json.append(",\"").append(name).append("\":").append(number);
    }
  }
}
