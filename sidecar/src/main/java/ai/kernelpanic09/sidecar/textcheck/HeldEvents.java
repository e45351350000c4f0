package ai.kernelpanic09.sidecar.textcheck;

import ai.kernelpanic09.sidecar.json.CompactJson;
import ai.kernelpanic09.sidecar.reply.EventReader;
import ai.kernelpanic09.sidecar.reply.ReplyEvent;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.BlockDelta;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.BlockStart;
import ai.kernelpanic09.sidecar.reply.ReplyEvent.Delta.ToolInput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Events of a streamed answer that are held back from its first use of a tool on: a tool's input
 * comes in pieces that mean nothing by themselves, and later events must not overtake it.
 */
public final class HeldEvents {

  private final List<ReplyEvent> events = new ArrayList<>();
  private final Map<Integer, StringBuilder> inputs = new LinkedHashMap<>();

  public boolean isEmpty() {
    return events.isEmpty();
  }

  /** Whether an event must not go out before the tool's input is checked. */
  public static boolean isOfTool(ReplyEvent event) {
    return switch (event) {
      case BlockStart start -> start.tool() != null;
      case BlockDelta more -> more.delta() instanceof ToolInput;
      default -> false;
    };
  }

  /** Holds an event back. */
  public void add(ReplyEvent event) {
    events.add(event);
    if (event instanceof BlockDelta(var frame, var index, ToolInput(var object, var input))) {
      inputs.computeIfAbsent(index, key -> new StringBuilder()).append(input);
    }
  }

  /**
   * The inputs for tools, in the order of their blocks: as JSON in its shortest form, or as they
   * came when they are none.
   */
  public List<String> toolInputs() {
    return inputs.values().stream().map(each -> CompactJson.of(each.toString())).toList();
  }

  /** All events, as they came. */
  public List<ReplyEvent> events() {
    return List.copyOf(events);
  }

  /**
   * All events with other inputs for the tools, each in one piece.
   *
   * @param masked as many as {@link #toolInputs} has
   * @param write makes the events of those inputs
   * @throws IOException when one of the inputs is not JSON
   */
  public List<ReplyEvent> events(List<String> masked, EventReader<?> write) throws IOException {
    var left = new LinkedHashMap<Integer, String>();
    for (var index : inputs.keySet()) {
      var input = masked.get(left.size());
      if (!input.isEmpty()) {
        ToolJson.requireValue(input);
      }
      left.put(index, input);
    }
    var replaced = new ArrayList<ReplyEvent>();
    for (var event : events) {
      if (event instanceof BlockDelta(var frame, var index, ToolInput(var object, var piece))) {
        var input = left.remove(index);
        if (input != null) {
          replaced.add(write.toolInput(index, input));
        }
      } else {
        replaced.add(event);
      }
    }
    return replaced;
  }
}
