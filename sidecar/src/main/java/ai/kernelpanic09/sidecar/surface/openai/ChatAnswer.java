package ai.kernelpanic09.sidecar.surface.openai;

import ai.kernelpanic09.core.price.Usage;
import ai.kernelpanic09.sidecar.body.SplicedBuffer;
import ai.kernelpanic09.sidecar.body.Splices;
import ai.kernelpanic09.sidecar.call.CallAnswer;
import ai.kernelpanic09.sidecar.converse.ConverseReply;
import ai.kernelpanic09.sidecar.converse.ReplyBlock;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonSplices;
import ai.kernelpanic09.sidecar.surface.AnswerHeaders;
import ai.kernelpanic09.sidecar.surface.AnswerWriter;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A chat completion as a whole. Its texts are ranges of Bedrock's bytes. */
final class ChatAnswer implements AnswerWriter<ConverseReply> {

  private final HttpServerResponse response;
  private final ChatWish wish;
  private final long created;

  ChatAnswer(HttpServerResponse response, ChatWish wish, long created) {
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
    to.text("{\"id\":").quoted(id(answer.requestId()));
    to.text(",\"object\":\"chat.completion\",\"created\":" + created + ",\"model\":")
        .quoted(wish.model());
    to.text(",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":");
    message(to, new Blocks(reply.blocks(), wish.jsonByTool()));
    to.text(",\"refusal\":null},\"logprobs\":null,\"finish_reason\":")
        .quoted(StopReasons.finishReason(reply.stopReason(), wish.jsonByTool()));
    to.text("}],\"usage\":");
    to.text(usage(reply.usage())).text("}").flush();
    return written;
  }

  static String id(String requestId) {
    return "chatcmpl-" + AnswerIds.base(requestId);
  }

  /** The content of an answer by the members that it goes to. */
  private static final class Blocks {
    private final List<JsonMember> texts = new ArrayList<>();
    private final List<ReplyBlock.ToolUse> tools = new ArrayList<>();
    private final List<ReplyBlock.Reasoning> thoughts = new ArrayList<>();
    private final List<ReplyBlock> handedBack = new ArrayList<>();
    private @Nullable String json;

    private Blocks(List<ReplyBlock> blocks, boolean jsonByTool) {
      for (var block : blocks) {
        switch (block) {
          case ReplyBlock.Text text -> texts.add(text.text());
          case ReplyBlock.Cited cited -> texts.addAll(cited.texts());
          case ReplyBlock.ToolUse use -> {
            if (jsonByTool) {
              json = use.input();
            } else {
              tools.add(use);
            }
          }
          case ReplyBlock.Reasoning thought -> {
            thoughts.add(thought);
            handedBack.add(thought);
          }
          case ReplyBlock.RedactedReasoning redacted -> handedBack.add(redacted);
          case ReplyBlock.Other other -> {}
        }
      }
    }
  }

  private static void message(JsonSplices to, Blocks blocks) {
    if (blocks.json != null) {
      to.quoted(blocks.json);
    } else if (blocks.texts.isEmpty() && !blocks.tools.isEmpty()) {
      to.text("null");
    } else {
      joined(to, blocks.texts);
    }
    if (!blocks.thoughts.isEmpty()) {
      to.text(",\"reasoning_content\":");
      joined(to, blocks.thoughts.stream().map(ReplyBlock.Reasoning::text).toList());
    }
    if (!blocks.handedBack.isEmpty()) {
      to.text(",\"thinking_blocks\":[");
      thinkingBlocks(to, blocks.handedBack);
      to.text("]");
    }
    if (!blocks.tools.isEmpty()) {
      to.text(",\"tool_calls\":[");
      var separator = "";
      for (var use : blocks.tools) {
        to.text(separator).text("{\"id\":");
        to.value(use.id());
        to.text(",\"type\":\"function\",\"function\":{\"name\":");
        to.value(use.name());
        to.text(",\"arguments\":").quoted(use.input()).text("}}");
        separator = ",";
      }
      to.text("]");
    }
  }

  private static void thinkingBlocks(JsonSplices to, List<ReplyBlock> blocks) {
    var separator = "";
    for (var block : blocks) {
      to.text(separator);
      switch (block) {
        case ReplyBlock.Reasoning(var text, var signature) -> {
          to.text("{\"type\":\"thinking\",\"thinking\":");
          to.value(text);
          if (signature != null) {
            to.text(",\"signature\":");
            to.value(signature);
          }
          to.text("}");
        }
        case ReplyBlock.RedactedReasoning(var base64) -> {
          to.text("{\"type\":\"redacted_thinking\",\"data\":");
          to.value(base64);
          to.text("}");
        }
        default -> throw new IllegalStateException("no thought: " + block);
      }
      separator = ",";
    }
  }

  /** Texts as one string of JSON. */
  private static void joined(JsonSplices to, List<JsonMember> texts) {
    to.text("\"");
    texts.forEach(to::content);
    to.text("\"");
  }

  /** What a call used, as an object of JSON. */
  static String usage(@Nullable Usage usage) {
    var used = usage == null ? Usage.NONE : usage;
    var prompt = used.inputTokens() + used.cacheReadTokens() + used.cacheWriteTokens();
    return "{\"prompt_tokens\":"
        + prompt
        + ",\"completion_tokens\":"
        + used.outputTokens()
        + ",\"total_tokens\":"
        + (prompt + used.outputTokens())
        + ",\"prompt_tokens_details\":{\"cached_tokens\":"
        + used.cacheReadTokens()
        + ",\"cache_write_tokens\":"
        + used.cacheWriteTokens()
        + "},\"completion_tokens_details\":{\"reasoning_tokens\":0}}";
  }
}
