package ai.kernelpanic09.sidecar.invokemodel;

import ai.kernelpanic09.sidecar.call.CallLabel;
import ai.kernelpanic09.sidecar.call.CallerLabels;
import ai.kernelpanic09.sidecar.endpoint.Revision;
import java.util.LinkedHashMap;
import java.util.Map;

/** What InvokeModel takes in headers, where Converse has members. */
final class InvokeHeaders {

  private InvokeHeaders() {}

  /** The service tier, the project, the guardrail, and the label. */
  static Map<String, String> of(Revision revision, CallLabel label, CallerLabels callers) {
    var headers = new LinkedHashMap<String, String>();
    var tariff = revision.limits().tariff();
    if (tariff != null && tariff.serviceTier() != null) {
      headers.put("X-Amzn-Bedrock-Service-Tier", tariff.serviceTier().word());
    }
    var project = revision.limits().projectIdentifier();
    if (project != null) {
      headers.put("X-Amzn-Bedrock-ProjectIdentifier", project);
    }
    var guardrail = revision.limits().guardrail();
    if (guardrail != null) {
      headers.put("X-Amzn-Bedrock-GuardrailIdentifier", guardrail.id());
      headers.put("X-Amzn-Bedrock-GuardrailVersion", guardrail.version());
    }
    if (guardrail != null || !revision.limits().enforcedGuardrails().isEmpty()) {
      headers.put("X-Amzn-Bedrock-Trace", "ENABLED");
    }
    var json = new StringBuilder("{");
    member(json, "endpoint", revision.endpoint().toString());
    member(json.append(','), "workload", label.workload());
    member(json.append(','), "window", label.window());
    member(json.append(','), "call", label.call());
    headers.put("X-Amzn-Bedrock-Request-Metadata", json.append(callers.json()) + "}");
    return headers;
  }

  /** The characters of a plain text need no escapes. */
  private static void member(StringBuilder json, String name, String text) {
    json.append('"').append(name).append("\":\"").append(CallLabel.plain(text)).append('"');
  }
}
