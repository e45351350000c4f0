package ai.kernelpanic09.sidecar.surface.openai;

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
import java.util.ArrayList;
import java.util.List;

/** A response as a whole. Its texts are ranges of Bedrock's bytes. */
final class ResponsesAnswer implements AnswerWriter<ConverseReply> {

  private final HttpServerResponse response;
  private final ResponsesWish wish;
  private final long created;

  ResponsesAnswer(HttpServerResponse response, ResponsesWish wish, long created) {
    this.response = response;
    this.wish = wish;
    this.created = created;
  }

  @Override
  public void answered(CallAnswer<ConverseReply> answer) {
    if (response.ended() || response.closed()) {
      return;
    }
    AnswerHeaders.nameEndpoint(response, answer.endpoint());
    response.putHeader("content-type", "application/json").end(SplicedBuffer.of(json(answer)));
  }

  @Override
  public void failed(CallFailure failure) {
    OpenAiErrors.FORM.write(response, failure);
  }

  private Splices json(CallAnswer<ConverseReply> answer) {
    var reply = answer.reply();
    var written = reply.splices();
    var to = new JsonSplices(written);
    ResponseJson.of(answer.requestId(), created, wish)
        .response(
            to,
            written.body(),
            items(reply.blocks()),
            ResponseJson.End.of(reply.stopReason(), reply.usage()));
    to.flush();
    return written;
  }

  private List<OutputItem> items(List<ReplyBlock> blocks) {
    var json =
        blocks.stream()
            .filter(each -> wish.jsonByTool() && each instanceof ReplyBlock.ToolUse)
            .map(each -> ((ReplyBlock.ToolUse) each).input())
            .findFirst();
    var items = new ArrayList<OutputItem>();
    var texts = new ArrayList<Range>();
    for (var block : blocks) {
      switch (block) {
        case ReplyBlock.Text(var text) -> texts.add(Range.of(text));
        case ReplyBlock.Cited(var cited, var citations) ->
            cited.forEach(each -> texts.add(Range.of(each)));
        case ReplyBlock.ToolUse use -> {
          if (!wish.jsonByTool()) {
            say(items, texts);
            items.add(new OutputItem.FunctionCall(text(use.id()), text(use.name()), use.input()));
          }
        }
        case ReplyBlock.Reasoning(var text, var signature) -> {
          say(items, texts);
          items.add(
              new OutputItem.Reasoning(
                  List.of(Range.of(text)),
                  signature == null ? List.of() : List.of(Range.of(signature)),
                  List.of()));
        }
        case ReplyBlock.RedactedReasoning(var base64) -> {
          say(items, texts);
          items.add(new OutputItem.Reasoning(List.of(), List.of(), List.of(Range.of(base64))));
        }
        case ReplyBlock.Other other -> {}
      }
    }
    say(items, texts);
    if (json.isPresent()) {
      items.removeIf(OutputItem.Message.class::isInstance);
      items.add(new OutputItem.JsonMessage(json.get()));
    }
    return items;
  }

  /** Texts in a row are one message. */
  private static void say(List<OutputItem> items, List<Range> texts) {
    if (!texts.isEmpty()) {
      items.add(new OutputItem.Message(List.copyOf(texts)));
      texts.clear();
    }
  }

  private static String text(JsonMember text) {
    try {
      return text.text();
    } catch (InvalidRequestException e) {
      throw new IllegalStateException("an answer that was read before can't be read", e);
    }
  }
}
