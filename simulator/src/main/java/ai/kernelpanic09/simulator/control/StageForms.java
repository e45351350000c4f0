package ai.kernelpanic09.simulator.control;

import ai.kernelpanic09.simulator.bill.TokenUsage;
import ai.kernelpanic09.simulator.runtime.FaultBook;
import ai.kernelpanic09.simulator.runtime.Quotas;
import ai.kernelpanic09.simulator.runtime.ScriptBook;
import ai.kernelpanic09.simulator.runtime.TokenCounter;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads scripts, quotas and faults from JSON documents of the test control. */
final class StageForms {
  private StageForms() {}

  /**
   * {modelId = *, text? or content[]?, inputTokens?, outputTokens?, cacheReadTokens?,
   * cacheWrite5mTokens?, cacheWrite1hTokens?, stopReason?, times = 1; 0 for ever}.
   */
  static ScriptBook.Line script(JsonObject json) {
    Form.only(
        json,
        "modelId",
        "text",
        "content",
        "inputTokens",
        "outputTokens",
        "cacheReadTokens",
        "cacheWrite5mTokens",
        "cacheWrite1hTokens",
        "stopReason",
        "times");
    return new ScriptBook.Line(
        json.getString("modelId", "*"),
        content(json),
        new TokenUsage(
            json.getLong("inputTokens", -1L),
            json.getLong("outputTokens", -1L),
            json.getLong("cacheReadTokens", -1L),
            json.getLong("cacheWrite5mTokens", -1L),
            json.getLong("cacheWrite1hTokens", -1L)),
        json.getString("stopReason", ""),
        json.getInteger("times", 1));
  }

  /** {account?, modelId = *, requestsPerMinute?, tokensPerMinute?}. */
  static Quotas.Limit quota(JsonObject json) {
    Form.only(json, "account", "modelId", "requestsPerMinute", "tokensPerMinute");
    return new Quotas.Limit(
        json.getString("account", ""),
        json.getString("modelId", "*"),
        json.getLong("requestsPerMinute", 0L),
        json.getLong("tokensPerMinute", 0L));
  }

  /**
   * {kind, operation?, modelId?, role?, skip = 0, times = 1; 0 for all, status?, error?, message?,
   * afterEvents = 1, delayMillis = 0, gapMillis = 0, pieceBytes = 1, billed = true}. The kinds are
   * those of {@link FaultBook.Kind}, in lower case with hyphens; delay and pieces hit all calls
   * unless told otherwise.
   */
  static FaultBook.Rule fault(JsonObject json) {
    Form.only(
        json,
        "kind",
        "operation",
        "modelId",
        "role",
        "skip",
        "times",
        "status",
        "error",
        "message",
        "afterEvents",
        "delayMillis",
        "gapMillis",
        "pieceBytes",
        "billed");
    var kind =
        FaultBook.Kind.valueOf(Form.text(json, "kind").toUpperCase(Locale.ROOT).replace('-', '_'));
    var code =
        json.getString(
            "error",
            kind == FaultBook.Kind.STREAM_EXCEPTION
                ? "ModelStreamErrorException"
                : "InternalServerException");
    return new FaultBook.Rule(
        kind,
        json.getString("operation", ""),
        json.getString("modelId", ""),
        json.getString("role", ""),
        json.getInteger("skip", 0),
        json.getInteger("times", kind.manner() ? 0 : 1),
        json.getInteger("status", status(code)),
        code,
        json.getString("message", "The simulator was told to fail."),
        json.getInteger("afterEvents", 1),
        json.getLong("delayMillis", 0L),
        json.getLong("gapMillis", 0L),
        json.getInteger("pieceBytes", 1),
        json.getBoolean("billed", true));
  }

  /**
   * {bytesPerToken = 4, normalized = true, mediaAsText = false, hiddenPrompts = true,
   * tokensPerMessage = 0}.
   */
  static TokenCounter.Settings tokens(JsonObject json) {
    Form.only(
        json, "bytesPerToken", "normalized", "mediaAsText", "hiddenPrompts", "tokensPerMessage");
    var absent = TokenCounter.Settings.DEFAULT;
    int bytesPerToken = json.getInteger("bytesPerToken", absent.bytesPerToken());
    if (bytesPerToken < 1) {
      throw new IllegalArgumentException("bytesPerToken: at least 1");
    }
    return new TokenCounter.Settings(
        bytesPerToken,
        json.getBoolean("normalized", absent.normalized()),
        json.getBoolean("mediaAsText", absent.mediaAsText()),
        json.getBoolean("hiddenPrompts", absent.hiddenPrompts()),
        json.getInteger("tokensPerMessage", absent.tokensPerMessage()));
  }

  private static int status(String code) {
    return switch (code) {
      case "ThrottlingException", "ModelNotReadyException" -> 429;
      case "AccessDeniedException" -> 403;
      case "ResourceNotFoundException" -> 404;
      case "ValidationException", "ServiceQuotaExceededException" -> 400;
      case "ModelTimeoutException" -> 408;
      case "ModelErrorException", "ModelStreamErrorException" -> 424;
      case "ServiceUnavailableException" -> 503;
      default -> 500;
    };
  }

  private static List<JsonObject> content(JsonObject json) {
    if (json.containsKey("text")) {
      return List.of(new JsonObject().put("text", json.getString("text")));
    }
    var array = json.getJsonArray("content", new JsonArray());
    var content = new ArrayList<JsonObject>();
    for (int i = 0; i < array.size(); i++) {
      content.add(array.getJsonObject(i));
    }
    return List.copyOf(content);
  }
}
