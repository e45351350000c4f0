package ai.kernelpanic09.sidecar.surface.anthropic;

import ai.kernelpanic09.sidecar.body.SplicedBuffer;
import ai.kernelpanic09.sidecar.body.Splices;
import ai.kernelpanic09.sidecar.call.CallAnswer;
import ai.kernelpanic09.sidecar.converse.ConverseReply;
import ai.kernelpanic09.sidecar.converse.ReplyBlock;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonSplices;
import ai.kernelpanic09.sidecar.surface.AnswerHeaders;
import ai.kernelpanic09.sidecar.surface.AnswerWriter;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message as a whole. Its texts are ranges of Bedrock's bytes. */
final class MessageAnswer implements AnswerWriter<ConverseReply> {

  /** The header in which clients look for the request's name. */
  static final String REQUEST_ID = "request-id";

  private final HttpServerResponse response;
  private final MessageWish wish;

  MessageAnswer(HttpServerResponse response, MessageWish wish) {
    this.response = response;
    this.wish = wish;
  }

  @Override
  public void answered(CallAnswer<ConverseReply> answer) {
    if (response.ended() || response.closed()) {
      return;
    }
    AnswerHeaders.nameEndpoint(response, answer.endpoint());
    if (!answer.requestId().isEmpty()) {
      response.putHeader(REQUEST_ID, answer.requestId());
    }
    response.putHeader("content-type", "application/json").end(SplicedBuffer.of(json(answer)));
  }

  @Override
  public void failed(CallFailure failure) {
    AnthropicErrors.FORM.write(response, failure);
  }

  private Splices json(CallAnswer<ConverseReply> answer) {
    var reply = answer.reply();
    var written = reply.splices();
    var to = new JsonSplices(written);
    to.text("{\"id\":").quoted(id(answer.requestId()));
    to.text(",\"type\":\"message\",\"role\":\"assistant\",\"model\":").quoted(wish.model());
    to.text(",\"content\":[");
    var separator = "";
    for (var each : reply.blocks()) {
      if (!(each instanceof ReplyBlock.Other)) {
        to.text(separator);
        block(to, each);
        separator = ",";
      }
    }
    to.text("],\"stop_reason\":").quoted(MessageStops.reason(reply.stopReason()));
    to.text(",\"stop_sequence\":").text(MessageStops.sequence(reply.modelFields()));
    to.text(",\"usage\":").text(MessageUsage.of(reply.usage())).text("}").flush();
    return written;
  }

  /** The name of a message, after that of Bedrock's request. */
  static String id(String requestId) {
    return "msg_" + (requestId.isEmpty() ? "blocked" : requestId.replace("-", ""));
  }

  private static void block(JsonSplices to, ReplyBlock block) {
    switch (block) {
      case ReplyBlock.Text(var text) -> {
        to.text("{\"type\":\"text\",\"text\":");
        to.value(text).text("}");
      }
      case ReplyBlock.Cited(var texts, var citations) -> {
        to.text("{\"type\":\"text\",\"text\":\"");
        texts.forEach(to::content);
        to.text("\",\"citations\":[");
        to.text(citations(citations)).text("]}");
      }
      case ReplyBlock.ToolUse(var id, var name, var input) -> {
        to.text("{\"type\":\"tool_use\",\"id\":");
        to.value(id).text(",\"name\":");
        to.value(name).text(",\"input\":").text(input).text("}");
      }
      case ReplyBlock.Reasoning(var text, var signature) -> {
        to.text("{\"type\":\"thinking\",\"thinking\":");
        to.value(text).text(",\"signature\":");
        if (signature == null) {
          to.text("\"\"");
        } else {
          to.value(signature);
        }
        to.text("}");
      }
      case ReplyBlock.RedactedReasoning(var base64) -> {
        to.text("{\"type\":\"redacted_thinking\",\"data\":");
        to.value(base64).text("}");
      }
      case ReplyBlock.Other other -> throw new IllegalStateException("no block of Anthropic's");
    }
  }

  private static String citations(@Nullable JsonMember citations) {
    try {
      var all =
          citations == null || !citations.isArray()
              ? List.<JsonMember>of()
              : citations.items(Integer.MAX_VALUE);
      var json = new StringBuilder();
      for (var each : all) {
        var place = CitedPlaces.of(each);
        if (place != null) {
          json.append(json.isEmpty() ? "" : ",").append(place);
        }
      }
      return json.toString();
    } catch (InvalidRequestException e) {
      throw new IllegalStateException("an answer that was read before can't be read", e);
    }
  }
}
