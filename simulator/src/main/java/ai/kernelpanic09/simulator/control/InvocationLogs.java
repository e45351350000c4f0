package ai.kernelpanic09.simulator.control;

import ai.kernelpanic09.simulator.bill.BookedCall;
import ai.kernelpanic09.simulator.bill.GuardrailUsage;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The calls of the bill as Bedrock's invocation logs have them, a line for each. Of the bodies
 * there is only what tells usage.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html">Model
 *     invocation logging</a>
 */
final class InvocationLogs {

  private static final Set<String> LOGGED =
      Set.of("Converse", "ConverseStream", "InvokeModel", "InvokeModelWithResponseStream");
  private static final String CONTENT_TYPE = "application/json";

  private InvocationLogs() {}

  /**
   * The lines of the kept calls.
   *
   * @param filters {@code wrapped=cloudwatch}: each record as a text in {@code message}
   */
  static Buffer lines(List<BookedCall> calls, Map<String, String> filters) {
    var wrapped = filters.getOrDefault("wrapped", "").equals("cloudwatch");
    var lines = new StringBuilder();
    for (var call : calls) {
      if (LOGGED.contains(call.operation().name()) && !call.resources().modelId().isEmpty()) {
        var record = record(call);
        lines
            .append(wrapped ? new JsonObject().put("message", record.encode()) : record)
            .append('\n');
      }
    }
    return Buffer.buffer(lines.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static JsonObject record(BookedCall call) {
    var record =
        new JsonObject()
            .put("schemaType", "ModelInvocationLog")
            .put("schemaVersion", "1.0")
            .put("timestamp", call.at().truncatedTo(ChronoUnit.SECONDS).toString())
            .put("accountId", call.signer().account())
            .put("identity", new JsonObject().put("arn", principal(call.signer())))
            .put("region", call.operation().region())
            .put("requestId", new UUID(0, call.number()).toString())
            .put("operation", call.operation().name())
            .put("modelId", call.resources().modelId());
    if (!call.requestMetadata().isEmpty()) {
      var metadata = new JsonObject();
      call.requestMetadata().forEach(metadata::put);
      record.put("requestMetadata", metadata);
    }
    if (!call.result().error().isEmpty()) {
      record.put("errorCode", call.result().error());
    }
    if (call.charge().nanoDollars() > 0 || call.result().status() == 200) {
      record.put("input", input(call)).put("output", output(call));
    }
    return record;
  }

  private static String principal(BookedCall.Signer signer) {
    return signer.session().isEmpty()
        ? signer.role()
        : signer.role().replace(":iam:", ":sts:").replace(":role/", ":assumed-role/")
            + "/"
            + signer.session();
  }

  private static JsonObject input(BookedCall call) {
    var tokens = call.charge().tokens();
    return new JsonObject()
        .put("inputContentType", CONTENT_TYPE)
        .put("inputTokenCount", tokens.input())
        .put("cacheReadInputTokenCount", tokens.cacheRead())
        .put("cacheWriteInputTokenCount", tokens.cacheWrite5m() + tokens.cacheWrite1h());
  }

  private static JsonObject output(BookedCall call) {
    var tokens = call.charge().tokens();
    var usage =
        new JsonObject()
            .put("inputTokens", tokens.input())
            .put("outputTokens", tokens.output())
            .put("totalTokens", tokens.total());
    if (tokens.cacheWrite5m() + tokens.cacheWrite1h() > 0) {
      usage.put(
          "cacheDetails",
          new JsonArray()
              .add(new JsonObject().put("ttl", "5m").put("inputTokens", tokens.cacheWrite5m()))
              .add(new JsonObject().put("ttl", "1h").put("inputTokens", tokens.cacheWrite1h())));
    }
    var body = new JsonObject().put("stopReason", call.result().stopReason()).put("usage", usage);
    if (!call.resources().guardrailId().isEmpty()
        || !call.charge().guardrail().equals(GuardrailUsage.NONE)) {
      body.put("trace", trace(call));
    }
    return new JsonObject()
        .put("outputContentType", CONTENT_TYPE)
        .put("outputTokenCount", tokens.output())
        .put("outputBodyJson", body);
  }

  /** All that guardrails checked, as if in the request. */
  private static JsonObject trace(BookedCall call) {
    var units = BillView.units(call.charge().guardrail());
    units.put("automatedReasoningPolicies", 1);
    var assessment =
        new JsonObject().put("invocationMetrics", new JsonObject().put("usage", units));
    return new JsonObject()
        .put(
            "guardrail",
            new JsonObject()
                .put(
                    "inputAssessment",
                    new JsonObject().put(call.resources().guardrailId(), assessment)));
  }
}
