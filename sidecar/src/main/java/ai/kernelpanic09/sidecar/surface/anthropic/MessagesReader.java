package ai.kernelpanic09.sidecar.surface.anthropic;

import ai.kernelpanic09.sidecar.call.Held;
import ai.kernelpanic09.sidecar.converse.ConverseRequest;
import ai.kernelpanic09.sidecar.converse.ConverseWriter;
import ai.kernelpanic09.sidecar.counttokens.CountTokensCall;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import ai.kernelpanic09.sidecar.surface.NamedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads the body of a message that is to be created. A member that would change the answer and
 * can't be honoured is refused by its name.
 *
 * @see <a href="https://platform.claude.com/docs/en/api/messages/create">Create a message</a>
 */
final class MessagesReader {

  private static final int MAX_STOP_SEQUENCES = 2_500;
  private static final int MAX_STOP_BYTES = 64 << 10;
  private static final String STOP_SEQUENCE = "/stop_sequence";

  private static final Set<String> KNOWN =
      Set.of(
          "model",
          "messages",
          "system",
          "tools",
          "tool_choice",
          "max_tokens",
          "stop_sequences",
          "temperature",
          "top_p",
          "top_k",
          "thinking",
          "output_config",
          "output_format",
          "metadata",
          "service_tier",
          "speed",
          "stream",
          CacheControl.MEMBER);

  private static final Map<String, String> REFUSED =
      Map.of(
          "container", "Bedrock runs no code, and so has no containers",
          "mcp_servers", "Bedrock calls no MCP servers",
          "context_management", "Converse does not edit a conversation; send what it is to be",
          "inference_geo", "spec.region and spec.modelId of the endpoint decide where a model runs",
          "diagnostics", "Bedrock does not tell why a cache was missed",
          "fallbacks", "spec.fallbacks of the endpoint names other models",
          "user_profile_id", "Bedrock has no user profiles");

  private final JsonMembers body;
  private final NamedModel model;
  private final ApiVersion version;
  private final ConverseWriter to;

  private MessagesReader(JsonMembers body, NamedModel model, ApiVersion version)
      throws InvalidRequestException {
    this.body = body;
    this.model = model;
    this.version = version;
    to = new ConverseWriter(body.require("messages").scanner());
  }

  /** A request, and how its answer is wanted. */
  record Read(ConverseRequest request, MessageWish wish) {}

  /**
   * Reads a body.
   *
   * @throws InvalidRequestException when it can't be served; the message names the member
   */
  static Read read(JsonMembers body, NamedModel model, ApiVersion version, Held held)
      throws InvalidRequestException {
    return new MessagesReader(body, model, version).read(held);
  }

  /**
   * Reads a body whose tokens are to be counted.
   *
   * @throws InvalidRequestException when it can't be; the message names the member
   */
  static CountTokensCall readCounted(
      JsonMembers body, NamedModel model, ApiVersion version, Held held)
      throws InvalidRequestException {
    var reader = new MessagesReader(body, model, version);
    reader.content();
    reader.settings();
    return new CountTokensCall(reader.to.counted(), held);
  }

  private Read read(Held held) throws InvalidRequestException {
    content();
    to.maxTokens(body.require("max_tokens").wholeNumber(1));
    settings();
    var stream = body.get("stream");
    return new Read(
        to.request(held), new MessageWish(model.name(), stream != null && stream.flag()));
  }

  private void content() throws InvalidRequestException {
    check();
    var turns = new Turns(to, version);
    var system = body.get("system");
    if (system != null) {
      turns.system(system);
    }
    new ToolOffer(to).read(body, turns.read(body.require("messages")));
    var cache = CacheControl.of(body);
    if (cache != null) {
      turns.cachePointAtEnd(cache);
    }
  }

  private void check() throws InvalidRequestException {
    for (var name : body.names()) {
      var value = body.get(name);
      if (value == null || KNOWN.contains(name)) {
        continue;
      }
      var reason = REFUSED.get(name);
      throw value.wrong(
          reason == null
              ? "is not known; known are " + String.join(", ", new TreeSet<>(KNOWN))
              : "can't be honoured: " + reason);
    }
    requireWord("service_tier", "auto", "standard_only");
    requireWord("speed", "standard", "standard");
    var metadata = body.get("metadata");
    if (metadata != null) {
      metadata.members().allow(Set.of("user_id"));
    }
  }

  private void requireWord(String name, String one, String other) throws InvalidRequestException {
    var value = body.get(name);
    if (value != null && !value.word().equals(one) && !value.word().equals(other)) {
      throw value.wrong("can't be honoured with this value: Bedrock is called at standard price");
    }
  }

  private void settings() throws InvalidRequestException {
    sampling();
    var stops = body.get("stop_sequences");
    if (stops != null) {
      stopSequences(stops);
    }
    var thinking = new ThinkingWish(to, model);
    var wish = body.get("thinking");
    if (wish != null) {
      thinking.thinking(wish, body.get("max_tokens"));
    }
    var output = body.get("output_config");
    if (output != null) {
      thinking.output(output);
    }
    var format = body.get("output_format");
    if (format != null) {
      if (output != null && output.members().has("format")) {
        throw format.wrong("is said by output_config.format too");
      }
      thinking.format(format);
    }
  }

  private void sampling() throws InvalidRequestException {
    for (var name : List.of("temperature", "top_p", "top_k")) {
      var asked = body.get(name);
      if (asked != null && version == ApiVersion.V2026_10_21) {
        throw asked.wrong(
            "is no parameter of API version "
                + version.date()
                + "; leave it out, or send the header "
                + ApiVersion.HEADER
                + " with "
                + ApiVersion.V2023_06_01.date());
      }
    }
    var temperature = body.get("temperature");
    if (temperature != null && isSaid(temperature)) {
      to.temperature(temperature.path(), temperature.number(0, 1));
    }
    var topP = body.get("top_p");
    if (topP != null && isSaid(topP)) {
      to.topP(topP.path(), topP.number(0, 1));
    }
    var topK = body.get("top_k");
    if (topK != null) {
      to.fields().topK(model.traits(), topK.path(), topK.wholeNumber(1));
    }
  }

  /** Whether it is not 1, which means nothing, and which not all models take. */
  private static boolean isSaid(JsonMember fraction) throws InvalidRequestException {
    return Double.parseDouble(fraction.number(0, 1)) != 1;
  }

  private void stopSequences(JsonMember stops) throws InvalidRequestException {
    stops.atMost(MAX_STOP_BYTES);
    var texts = new ArrayList<String>();
    for (var each : stops.items(MAX_STOP_SEQUENCES)) {
      var text = each.word();
      if (text.isEmpty()) {
        throw each.wrong("must be a text of at least one character");
      }
      texts.add(text);
    }
    if (!texts.isEmpty()) {
      to.stopSequences(texts);
      to.fields().tell(STOP_SEQUENCE);
    }
  }
}
