package ai.kernelpanic09.sidecar.surface.anthropic;

import ai.kernelpanic09.core.failure.ErrorCode;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The header {@code anthropic-beta}. What it asks for is no part of Converse, so it is never passed
 * on: what is there without asking is ignored, all else is refused by name.
 *
 * @see <a href="https://platform.claude.com/docs/en/api/beta-headers">Beta headers</a>
 */
final class BetaHeader {

  private static final String HEADER = "anthropic-beta";

  private static final Pattern DATE = Pattern.compile("-\\d{4}-?\\d{2}-?\\d{2}$");

  /** What is there anyway, and what only allows members that are refused by their own names. */
  private static final Set<String> HARMLESS =
      Set.of(
          "prompt-caching",
          "prompt-caching-scope",
          "extended-cache-ttl",
          "token-counting",
          "pdfs",
          "structured-outputs",
          "fine-grained-tool-streaming",
          "token-efficient-tools",
          "interleaved-thinking",
          "effort",
          "model-context-window-exceeded",
          "message-batches",
          "context-management",
          "compact",
          "task-budgets",
          "cache-diagnosis",
          "user-profiles",
          "search-results",
          "adaptive-thinking",
          "claude-code",
          "oauth");

  private static final Map<String, String> REFUSED =
      Map.ofEntries(
          Map.entry("context-1m", "a longer window has another price; the endpoint's model has it"),
          Map.entry("fast-mode", "it has another price"),
          Map.entry("output-128k", "spec.maxTokens of the endpoint bounds an answer"),
          Map.entry("output-300k", "spec.maxTokens of the endpoint bounds an answer"),
          Map.entry("code-execution", "Bedrock runs no code"),
          Map.entry("computer-use", "Converse has no tools of Anthropic's own"),
          Map.entry("mcp-client", "Bedrock calls no MCP servers"),
          Map.entry("files-api", "no files are kept here"),
          Map.entry("web-fetch", "nothing is fetched"),
          Map.entry("web-search", "nothing is searched"),
          Map.entry("skills", "Bedrock has no skills"),
          Map.entry("advisor-tool", "it calls a second model"),
          Map.entry("server-side-fallback", "spec.fallbacks of the endpoint names other models"));

  private BetaHeader() {}

  /**
   * Checks what a request asks for.
   *
   * @throws CallFailure when it can't be had
   */
  static void check(HttpServerRequest request) {
    for (var header : request.headers().getAll(HEADER)) {
      for (var each : header.split(",", -1)) {
        checkName(each.strip());
      }
    }
  }

  private static void checkName(String beta) {
    var feature = DATE.matcher(beta).replaceFirst("");
    if (feature.isEmpty() || HARMLESS.contains(feature)) {
      return;
    }
    var shown = beta.length() <= 100 ? beta : beta.substring(0, 100) + "…";
    throw new CallFailure(
        ErrorCode.INVALID_REQUEST,
        HEADER
            + ": "
            + shown
            + " can't be had: "
            + REFUSED.getOrDefault(
                feature, "it is not known here, so nobody can tell what it changes"));
  }
}
