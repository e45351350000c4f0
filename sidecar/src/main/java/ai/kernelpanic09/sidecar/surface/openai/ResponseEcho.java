package ai.kernelpanic09.sidecar.surface.openai;

import ai.kernelpanic09.sidecar.body.SplicedBuffer;
import ai.kernelpanic09.sidecar.body.Splices;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import ai.kernelpanic09.sidecar.json.JsonSplices;
import ai.kernelpanic09.sidecar.surface.NamedModel;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The settings of a call that its response repeats, those included that were not said. */
final class ResponseEcho {

  private static final String TEXT_FORMAT = "{\"type\":\"text\"}";

  /** What is repeated, and what stands there where nothing was said. */
  private static final Map<String, String> SETTINGS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("instructions", "null"),
              Map.entry("max_output_tokens", "null"),
              Map.entry("max_tool_calls", "null"),
              Map.entry("metadata", "{}"),
              Map.entry("parallel_tool_calls", "true"),
              Map.entry("prompt_cache_key", "null"),
              Map.entry("safety_identifier", "null"),
              Map.entry("temperature", "1.0"),
              Map.entry("tool_choice", "\"auto\""),
              Map.entry("tools", "[]"),
              Map.entry("top_p", "1.0"),
              Map.entry("truncation", "\"disabled\""),
              Map.entry("user", "null")));

  private final byte[] members;

  private ResponseEcho(byte[] members) {
    this.members = members;
  }

  /** Bytes of memory that it takes. */
  int length() {
    return members.length;
  }

  /** Writes the members, each with a comma before it, in one line. */
  void write(JsonSplices to) {
    to.own(members);
  }

  static ResponseEcho of(JsonMembers body, NamedModel model) throws InvalidRequestException {
    var written = new Splices(body.require("input").body());
    var to = new JsonSplices(written);
    to.text(",\"background\":false,\"model\":").quoted(model.name());
    to.text(",\"previous_response_id\":null,\"service_tier\":").quoted(serviceTier(model));
    to.text(",\"store\":false");
    to.text(",\"top_logprobs\":0");
    for (var each : SETTINGS.entrySet()) {
      to.text(",\"" + each.getKey() + "\":");
      value(to, body, each.getKey(), each.getValue());
    }
    var reasoning = body.get("reasoning");
    var effort = reasoning == null ? null : reasoning.members();
    to.text(",\"reasoning\":{\"effort\":");
    value(to, effort, "effort", "null");
    to.text(",\"summary\":");
    value(to, effort, "summary", "null");
    var text = body.get("text");
    to.text("},\"text\":{\"format\":");
    value(to, text == null ? null : text.members(), "format", TEXT_FORMAT);
    to.text(",\"verbosity\":\"medium\"}").flush();
    return new ResponseEcho(inOneLine(SplicedBuffer.of(written).getBytes()));
  }

  /** The endpoint's tier by OpenAI's word for one of that kind. */
  private static String serviceTier(NamedModel model) {
    return switch (model.serviceTier()) {
      case DEFAULT -> "default";
      case PRIORITY -> "priority";
      case FLEX -> "flex";
      case RESERVED -> "scale";
    };
  }

  private static void value(JsonSplices to, @Nullable JsonMembers of, String name, String none) {
    var value = of == null ? null : of.get(name);
    if (value == null) {
      to.text(none);
    } else {
      to.value(value);
    }
  }

  /** Callers break lines between values, which would end an event; within texts they can't. */
  private static byte[] inOneLine(byte[] json) {
    for (var i = 0; i < json.length; i++) {
      if (json[i] == '\n' || json[i] == '\r') {
        json[i] = ' ';
      }
    }
    return json;
  }
}
