package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.bill.TokenUsage;
import ai.kernelpanic09.simulator.catalog.Target;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The answers that a test dictates, in the order in which it dictated them. */
public final class ScriptBook {
  private final List<Line> lines = new ArrayList<>();

  /**
   * One dictated answer.
   *
   * @param modelId a model id, a profile id, or * for any
   * @param content Converse content blocks; if empty, the simulator writes a text
   * @param usage tokens; a negative number stands for the counted one
   * @param stopReason if empty, end_turn, or tool_use when the content uses a tool
   * @param times number of calls that get it; 0 for all
   */
  public record Line(
      String modelId, List<JsonObject> content, TokenUsage usage, String stopReason, int times) {}

  public synchronized void add(Line line) {
    lines.add(line);
  }

  public synchronized void clear() {
    lines.clear();
  }

  /** Takes the next line for a target, if there is one. */
  synchronized Optional<Line> next(Target target) {
    for (int i = 0; i < lines.size(); i++) {
      var line = lines.get(i);
      if (line.modelId().equals("*")
          || line.modelId().equals(target.model().id())
          || line.modelId().equals(target.priceKey())) {
        if (line.times() == 1) {
          lines.remove(i);
        } else if (line.times() > 1) {
          lines.set(
              i,
              new Line(
                  line.modelId(),
                  line.content(),
                  line.usage(),
                  line.stopReason(),
                  line.times() - 1));
        }
        return Optional.of(line);
      }
    }
    return Optional.empty();
  }

  /** The answer {@code written} by the simulator, with the members that {@code line} dictates. */
  static Answer apply(Line line, Answer written) {
    var content = line.content().isEmpty() ? written.content() : line.content();
    boolean usesTool = content.stream().anyMatch(b -> b.containsKey("toolUse"));
    var stopReason = line.stopReason();
    if (stopReason.isEmpty()) {
      stopReason =
          usesTool ? "tool_use" : line.content().isEmpty() ? written.stopReason() : "end_turn";
    }
    var said = line.usage();
    var counted = written.usage();
    long output = said.output();
    if (output < 0) {
      output =
          line.content().isEmpty()
              ? counted.output()
              : content.stream().mapToLong(b -> TokenCounter.output(b.encode())).sum();
    }
    return new Answer(
        content,
        new TokenUsage(
            said.input() < 0 ? counted.input() : said.input(),
            output,
            said.cacheRead() < 0 ? counted.cacheRead() : said.cacheRead(),
            said.cacheWrite5m() < 0 ? counted.cacheWrite5m() : said.cacheWrite5m(),
            said.cacheWrite1h() < 0 ? counted.cacheWrite1h() : said.cacheWrite1h()),
        stopReason,
        line.content().isEmpty() ? written.stopSequence() : "");
  }
}
