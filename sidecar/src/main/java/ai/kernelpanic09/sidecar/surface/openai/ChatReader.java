package ai.kernelpanic09.sidecar.surface.openai;

import ai.kernelpanic09.sidecar.call.Held;
import ai.kernelpanic09.sidecar.converse.ConverseRequest;
import ai.kernelpanic09.sidecar.converse.ConverseWriter;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import ai.kernelpanic09.sidecar.json.JsonScanner;
import ai.kernelpanic09.sidecar.surface.NamedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a chat completion. A member that would change the answer and can't be honoured
 * is refused by its name; one without a meaning here is taken where it has the value that clients
 * send by default.
 */
final class ChatReader {

  /** OpenAI takes 4, Bedrock many more. */
  private static final int MAX_STOPS = 64;

  private static final int MAX_STOP_BYTES = 64 << 10;

  private static final String MAX_TOKENS = "max_tokens";
  private static final String MAX_COMPLETION_TOKENS = "max_completion_tokens";

  private final JsonMembers body;
  private final NamedModel model;
  private final ConverseWriter to;

  private ChatReader(JsonMembers body, NamedModel model, JsonScanner from) {
    this.body = body;
    this.model = model;
    to = new ConverseWriter(from);
  }

  /** A request, and how its answer is wanted. */
  record Read(ConverseRequest request, ChatWish wish) {}

  /**
   * Reads a body.
   *
   * @throws InvalidRequestException when it can't be served; the message names the member
   */
  static Read read(JsonMembers body, NamedModel model, Held held) throws InvalidRequestException {
    return new ChatReader(body, model, body.require("messages").scanner()).read(held);
  }

  private Read read(Held held) throws InvalidRequestException {
    Ignored.CHAT.check(body);
    var toolsUsed = new ChatMessages(to).read(body.require("messages"));
    var format = ResponseFormat.nested(body.get("response_format"));
    var tools = new FunctionTools(to, FunctionForm.NESTED, body);
    tools.read(toolsUsed);
    format.write(to, model, tools);
    settings();
    var stream = flag("stream");
    return new Read(
        to.request(held),
        new ChatWish(model.name(), stream, includesUsage(stream), tools.isJsonByTool()));
  }

  private void settings() throws InvalidRequestException {
    var maxTokens = maxTokens();
    if (maxTokens != null) {
      to.maxTokens(maxTokens.wholeNumber(1));
    }
    Sampling.temperature(body.get("temperature"), to);
    Sampling.topP(body.get("top_p"), to);
    var stop = body.get("stop");
    var stops = stop == null ? List.<String>of() : stops(stop);
    if (!stops.isEmpty()) {
      to.stopSequences(stops);
    }
    var topK = body.get("top_k");
    if (topK != null) {
      to.fields().topK(model.traits(), "top_k", topK.wholeNumber(1));
    }
    var thinking = new Thinking(model, to, false);
    thinking.thinking(body.get("thinking"));
    thinking.effort(body.get("reasoning_effort"), maxTokens);
  }

  private @Nullable JsonMember maxTokens() throws InvalidRequestException {
    var old = body.get(MAX_TOKENS);
    var tokens = body.get(MAX_COMPLETION_TOKENS);
    if (old != null && tokens != null && old.wholeNumber(1) != tokens.wholeNumber(1)) {
      throw old.wrong("must be the same as " + MAX_COMPLETION_TOKENS + ", or left out");
    }
    return tokens == null ? old : tokens;
  }

  private static List<String> stops(JsonMember stop) throws InvalidRequestException {
    stop.atMost(MAX_STOP_BYTES);
    var texts = new ArrayList<String>();
    for (var each : stop.isText() ? List.of(stop) : stop.items(MAX_STOPS)) {
      var text = each.word();
      if (text.isEmpty()) {
        throw each.wrong("must not be empty");
      }
      texts.add(text);
    }
    return texts;
  }

  private boolean includesUsage(boolean stream) throws InvalidRequestException {
    var options = body.get("stream_options");
    if (options == null) {
      return false;
    }
    if (!stream) {
      throw options.wrong("is for streams only");
    }
    var members = options.members();
    members.allow(Set.of("include_usage", "include_obfuscation"));
    var usage = members.get("include_usage");
    return usage != null && usage.flag();
  }

  private boolean flag(String name) throws InvalidRequestException {
    var asked = body.get(name);
    return asked != null && asked.flag();
  }
}
