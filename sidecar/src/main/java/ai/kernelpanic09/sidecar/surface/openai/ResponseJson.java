package ai.kernelpanic09.sidecar.surface.openai;

import ai.kernelpanic09.core.price.Usage;
import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import ai.kernelpanic09.sidecar.json.JsonSplices;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes responses and their items.
 *
 * @param base what the ids of the response have in common: hexadecimal digits
 * @param created in seconds since 1970
 * @see <a href="https://platform.openai.com/docs/api-reference/responses/object">The response
 *     object</a>
 */
record ResponseJson(String base, long created, ResponsesWish wish) {

  /** A response with this part of Bedrock's name of its request in its ids. */
  static ResponseJson of(String requestId, long created, ResponsesWish wish) {
    return new ResponseJson(AnswerIds.base(requestId).replace("-", ""), created, wish);
  }

  /** How a response, or an item of it, has ended. */
  enum Status {
    IN_PROGRESS("in_progress"),
    COMPLETED("completed"),
    INCOMPLETE("incomplete"),
    FAILED("failed");

    private final String text;

    Status(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  /**
   * How a response ends.
   *
   * @param stopReason Converse's; empty for none
   * @param failure null for none
   */
  record End(
      Status status, String stopReason, @Nullable Usage usage, @Nullable CallFailure failure) {

    static final End OPEN = new End(Status.IN_PROGRESS, "", null, null);

    /** Of an answer. */
    static End of(String stopReason, @Nullable Usage usage) {
      var status =
          StopReasons.incompleteReason(stopReason) == null ? Status.COMPLETED : Status.INCOMPLETE;
      return new End(status, stopReason, usage == null ? Usage.NONE : usage, null);
    }
  }

  /**
   * Writes a response.
   *
   * @param to writes between ranges of the body that the items' texts are of
   */
  void response(JsonSplices to, ReceivedBytes body, List<OutputItem> items, End end) {
    to.text("{\"id\":").quoted("resp_" + base);
    to.text(",\"object\":\"response\",\"created_at\":" + created + ",\"status\":")
        .quoted(end.status().text());
    error(to, end.failure());
    var reason = StopReasons.incompleteReason(end.stopReason());
    to.text(",\"incomplete_details\":");
    if (reason == null) {
      to.text("null");
    } else {
      to.text("{\"reason\":").quoted(reason).text("}");
    }
    wish.echo().write(to);
    to.text(",\"output\":[");
    for (var i = 0; i < items.size(); i++) {
      to.text(i == 0 ? "" : ",");
      var last = i == items.size() - 1;
      item(to, body, i, items.get(i), last ? end.status() : Status.COMPLETED);
    }
    to.text("],\"usage\":").text(usage(end.usage())).text("}");
  }

  private static void error(JsonSplices to, @Nullable CallFailure failure) {
    to.text(",\"error\":");
    if (failure == null) {
      to.text("null");
    } else {
      to.text("{\"code\":").quoted(errorCode(failure));
      to.text(",\"message\":").quoted(failure.text()).text("}");
    }
  }

  /** The codes that OpenAI has for responses are fewer. */
  private static String errorCode(CallFailure failure) {
    return switch (failure.code()) {
      case RATE_LIMITED, UPSTREAM_THROTTLED -> "rate_limit_exceeded";
      case INVALID_REQUEST -> "invalid_prompt";
      default -> "server_error";
    };
  }

  /** The id of an item. */
  String id(int index, OutputItem item) {
    var kind =
        switch (item) {
          case OutputItem.Message message -> "msg_";
          case OutputItem.JsonMessage message -> "msg_";
          case OutputItem.FunctionCall call -> "fc_";
          case OutputItem.Reasoning reasoning -> "rs_";
        };
    return kind + base + index;
  }

  /** Writes an item. */
  void item(JsonSplices to, ReceivedBytes body, int index, OutputItem item, Status status) {
    to.text("{\"id\":").quoted(id(index, item));
    switch (item) {
      case OutputItem.Message(var texts) -> {
        message(to, status);
        if (!texts.isEmpty() || status != Status.IN_PROGRESS) {
          part(to, texts);
        }
        to.text("]}");
      }
      case OutputItem.JsonMessage(var json) -> {
        message(to, status);
        to.text("{\"type\":\"output_text\",\"annotations\":[],\"logprobs\":[],\"text\":")
            .quoted(json)
            .text("}]}");
      }
      case OutputItem.FunctionCall(var callId, var name, var arguments) -> {
        to.text(",\"type\":\"function_call\",\"status\":").quoted(itemStatus(status));
        to.text(",\"call_id\":").quoted(callId).text(",\"name\":").quoted(name);
        to.text(",\"arguments\":").quoted(arguments).text("}");
      }
      case OutputItem.Reasoning(var texts, var signature, var redacted) -> {
        to.text(",\"type\":\"reasoning\",\"summary\":[");
        if (wish.summary() && !texts.isEmpty()) {
          summary(to, texts);
        }
        to.text("]");
        if (status != Status.IN_PROGRESS) {
          to.text(",\"encrypted_content\":")
              .quoted(KeptReasoning.of(body, texts, signature, redacted));
        }
        to.text("}");
      }
    }
  }

  private static void message(JsonSplices to, Status status) {
    to.text(",\"type\":\"message\",\"role\":\"assistant\",\"status\":")
        .quoted(itemStatus(status))
        .text(",\"content\":[");
  }

  private static String itemStatus(Status status) {
    return (status == Status.FAILED ? Status.INCOMPLETE : status).text();
  }

  /** Writes the part of a message that is its text. */
  static void part(JsonSplices to, List<Range> texts) {
    to.text("{\"type\":\"output_text\",\"annotations\":[],\"logprobs\":[],\"text\":");
    joined(to, texts);
    to.text("}");
  }

  /** Writes thoughts as the part of a summary. */
  static void summary(JsonSplices to, List<Range> texts) {
    to.text("{\"type\":\"summary_text\",\"text\":");
    joined(to, texts);
    to.text("}");
  }

  /** Writes texts as one string of JSON. */
  static void joined(JsonSplices to, List<Range> texts) {
    to.text("\"");
    texts.forEach(each -> to.range(each.start(), each.end()));
    to.text("\"");
  }

  private static String usage(@Nullable Usage used) {
    if (used == null) {
      return "null";
    }
    var input = used.inputTokens() + used.cacheReadTokens() + used.cacheWriteTokens();
    return "{\"input_tokens\":"
        + input
        + ",\"input_tokens_details\":{\"cached_tokens\":"
        + used.cacheReadTokens()
        + ",\"cache_write_tokens\":"
        + used.cacheWriteTokens()
        + "},\"output_tokens\":"
        + used.outputTokens()
        + ",\"output_tokens_details\":{\"reasoning_tokens\":0},\"total_tokens\":"
        + (input + used.outputTokens())
        + "}";
  }
}
