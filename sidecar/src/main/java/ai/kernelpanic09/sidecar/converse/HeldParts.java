package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.sidecar.converse.ReplyPart.Block;
import ai.kernelpanic09.sidecar.converse.ReplyPart.ToolPiece;
import ai.kernelpanic09.sidecar.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Parts of a streamed answer that are held back from its first use of a tool on: a tool's input
 * comes in pieces that mean nothing by themselves, and what follows it must not overtake it.
 */
public final class HeldParts {

  private final List<ReplyPart> parts = new ArrayList<>();
  private final Map<Integer, StringBuilder> inputs = new LinkedHashMap<>();

  public boolean isEmpty() {
    return parts.isEmpty();
  }

  /** Whether a part must not go out before the tool's input is checked. */
  public static boolean isOfTool(ReplyPart part) {
    return part instanceof Block(var json, var tool) && tool != null;
  }

  /** Holds a part back. */
  public void add(ReplyPart part) {
    parts.add(part);
    if (part instanceof Block(var json, ToolPiece(var index, var input)) && input != null) {
      inputs.computeIfAbsent(index, key -> new StringBuilder()).append(input);
    }
  }

  /** What is to be handed to tools, in the order of their blocks. */
  public List<String> toolInputs() {
    return inputs.values().stream().map(each -> ToolInputs.compact(each.toString())).toList();
  }

  /** All parts, as they came. */
  public List<ReplyPart> parts() {
    return List.copyOf(parts);
  }

  /**
   * All parts with other inputs for the tools, each in one piece.
   *
   * @throws IOException when one of them is no JSON
   */
  public List<ReplyPart> parts(List<String> masked) throws IOException {
    var left = new LinkedHashMap<Integer, String>();
    for (var index : inputs.keySet()) {
      var input = masked.get(left.size());
      if (!input.isEmpty()) {
        ToolTexts.requireValue(input);
      }
      left.put(index, input);
    }
    var replaced = new ArrayList<ReplyPart>();
    for (var part : parts) {
      if (part instanceof Block(var json, ToolPiece(var index, var piece)) && piece != null) {
        var input = left.remove(index);
        if (input != null) {
          replaced.add(new Block(delta(index, input), new ToolPiece(index, input)));
        }
      } else {
        replaced.add(part);
      }
    }
    return replaced;
  }

  private static String delta(int index, String input) throws IOException {
    var bytes = new ByteArrayOutputStream(input.length() + 64);
    try (var to = Json.generator(bytes)) {
      to.writeStartObject();
      to.writeNumberField("contentBlockIndex", index);
      to.writeObjectFieldStart("delta");
      to.writeObjectFieldStart("toolUse");
      to.writeStringField("input", input);
      to.writeEndObject();
      to.writeEndObject();
      to.writeEndObject();
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
