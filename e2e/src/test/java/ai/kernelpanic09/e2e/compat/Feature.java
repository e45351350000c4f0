package ai.kernelpanic09.e2e.compat;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Something that a client does, and what is to come of it.
 *
 * <p>The model's answers are dictated beforehand. What an error or a guardrail looks like is each
 * client's own, and so in the table of expected results; all else is the same for every client.
 */
enum Feature {
  PLAIN("a whole answer", "plain", Stage.CLAUDE, "It is sunny in Lisbon."),
  STREAM("a streamed answer", "stream", Stage.CLAUDE, "It is sunny in Lisbon."),
  TOOLS("a loop of tools", "tools", Stage.CLAUDE, "get_weather Lisbon: It is sunny in Lisbon."),
  TOOLS_STREAM(
      "a loop of tools, streamed",
      "tools-stream",
      Stage.CLAUDE,
      "get_weather Lisbon: It is sunny in Lisbon."),
  IMAGE("an image", "image", Stage.CLAUDE, "It is sunny in Lisbon."),
  DOCUMENT("a document", "document", Stage.CLAUDE, "It is sunny in Lisbon."),
  CITATIONS("citations", "citations", Stage.CLAUDE, "It is sunny in Lisbon. [weather]"),
  STRUCTURED("structured output", "structured", Stage.CLAUDE, "Lisbon 18"),
  THINKING("thinking", "thinking", Stage.CLAUDE, "Summer comes. => It is sunny in Lisbon."),
  THINKING_STREAM(
      "thinking, streamed",
      "thinking-stream",
      Stage.CLAUDE,
      "Summer comes. => It is sunny in Lisbon."),
  THINKING_TOOLS(
      "thinking in a loop of tools",
      "thinking-tools",
      Stage.CLAUDE,
      "get_weather Lisbon: It is sunny in Lisbon."),
  CACHING("prompt caching", "caching", Stage.CLAUDE, "written, then read"),
  INVOKE("InvokeModel", "invoke", Stage.CLAUDE, "It is sunny in Lisbon."),
  INVOKE_STREAM(
      "InvokeModelWithResponseStream", "invoke-stream", Stage.CLAUDE, "It is sunny in Lisbon."),
  EMBEDDINGS("embeddings", "embeddings", Stage.TITAN, "1024"),
  COUNT_TOKENS("counting tokens", "count-tokens", Stage.CLAUDE, "counted"),
  MODELS("the list of models", "models", Stage.CLAUDE, Stage.NAMES),
  PARALLEL("50 calls at once", "parallel", Stage.CLAUDE, "50"),
  CANCEL("hanging up in mid-stream", "cancel", Stage.SLOW, "gone after the first piece"),
  GUARDRAIL("a guardrail intervenes", "stop", Stage.GUARDED, ""),
  GUARDRAIL_STREAM("a guardrail intervenes in a stream", "stop-stream", Stage.GUARDED, ""),
  BAD_REQUEST("a bad request", Stage.CLAUDE),
  UNKNOWN_MODEL("an unknown model", "nobodys"),
  FOREIGN_ENDPOINT("an endpoint that the pod may not use", Stage.FOREIGN),
  BUDGET_SPENT("a spent budget", Stage.SPENT),
  RATE_LIMITED("a used-up rate", Stage.LIMITED),
  THROTTLED("Bedrock throttles", Stage.THROTTLED),
  FAILED("Bedrock fails", Stage.FAILING),
  DENIED("AWS denies access", Stage.DENIED),
  BROKEN_STREAM("Bedrock fails in mid-stream", Stage.BREAKING, "stream");

  private final String title;
  private final String method;
  private final String model;
  private final String expected;
  private final boolean error;

  Feature(String title, String method, String model, String expected) {
    this.title = title;
    this.method = method;
    this.model = model;
    this.expected = expected;
    error = false;
  }

  /** A plain call that has to fail. */
  Feature(String title, String model) {
    this(title, model, "plain");
  }

  /** A call that has to fail. */
  Feature(String title, String model, String method) {
    this.title = title;
    this.method = method;
    this.model = model;
    expected = "";
    error = true;
  }

  String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  String title() {
    return title;
  }

  /** What the program is told to do. */
  String method() {
    return method;
  }

  String model() {
    return model;
  }

  /** What every client is to see; empty where each sees it in its own form. */
  String expected() {
    return expected;
  }

  /** The model's answers, as documents of the simulator's test control. */
  List<String> script() {
    return switch (this) {
      case PLAIN, STREAM, IMAGE, DOCUMENT, INVOKE, INVOKE_STREAM -> List.of(Says.TEXT);
      case CITATIONS -> List.of(Says.CITED);
      case TOOLS, TOOLS_STREAM -> List.of(Says.TOOL, Says.TEXT);
      case STRUCTURED -> List.of(Says.STRUCTURED);
      case THINKING, THINKING_STREAM -> List.of(Says.THOUGHT);
      case THINKING_TOOLS -> List.of(Says.THOUGHT_AND_TOOL, Says.TEXT);
      default -> List.of();
    };
  }

  /** Whether the call is to end with an error of the client's own. */
  boolean isError() {
    return error;
  }

  /**
   * What the program is told beside that.
   *
   * @param client whose own prefix is cached
   */
  Map<String, Object> details(Client client) {
    return switch (this) {
      // Bedrock takes no text of white space alone.
      case BAD_REQUEST ->
          client == Client.LANGCHAIN_AWS
              // It sends something else than such a text.
              ? Map.of("temperature", 9, "retries", 0)
              : Map.of("prompt", "  ", "retries", 0);
      case UNKNOWN_MODEL,
          FOREIGN_ENDPOINT,
          BUDGET_SPENT,
          RATE_LIMITED,
          THROTTLED,
          FAILED,
          DENIED,
          BROKEN_STREAM ->
          Map.of("retries", 0);
      case GUARDRAIL, GUARDRAIL_STREAM -> Map.of("prompt", "Is AKIAIOSFODNN7EXAMPLE a key?");
      case CACHING ->
          Map.of("system", client.title() + " knows the weather. " + "It is sunny. ".repeat(3_000));
      case PARALLEL -> Map.of("calls", 50);
      case IMAGE -> Map.of("image", Picture.base64());
      case DOCUMENT -> Map.of("document", Paper.base64());
      case CITATIONS -> Map.of("source", "It is sunny in Lisbon, and warm.");
      default -> Map.of();
    };
  }
}
