package ai.kernelpanic09.sidecar.surface.openai;

import ai.kernelpanic09.sidecar.reply.ReplyEvent.ToolStart;
import java.util.ArrayList;
import java.util.List;

/** An item of a streamed response of which more may come. */
final class OpenItem {

  /** Kinds of items. */
  enum Kind {
    MESSAGE,
    FUNCTION_CALL,
    REASONING
  }

  private final Kind kind;
  private final int block;
  private final ToolStart tool;
  private final List<Range> texts = new ArrayList<>(1);
  private final List<Range> signature = new ArrayList<>(1);
  private final List<Range> redacted = new ArrayList<>(1);
  private final StringBuilder arguments = new StringBuilder();

  /**
   * @param block of Bedrock's answer, with which it began
   * @param tool that is used; of no meaning for other kinds
   */
  private OpenItem(Kind kind, int block, ToolStart tool) {
    this.kind = kind;
    this.block = block;
    this.tool = tool;
  }

  static OpenItem message(int block) {
    return new OpenItem(Kind.MESSAGE, block, new ToolStart("", ""));
  }

  static OpenItem reasoning(int block) {
    return new OpenItem(Kind.REASONING, block, new ToolStart("", ""));
  }

  static OpenItem functionCall(int block, ToolStart tool) {
    return new OpenItem(Kind.FUNCTION_CALL, block, tool);
  }

  Kind kind() {
    return kind;
  }

  /** Whether more of a block belongs to it: texts that follow each other are one message. */
  boolean continues(Kind other, int otherBlock) {
    return kind == other && (block == otherBlock || kind == Kind.MESSAGE);
  }

  void text(Range more) {
    add(texts, more);
  }

  void signature(Range more) {
    add(signature, more);
  }

  void redacted(Range more) {
    add(redacted, more);
  }

  void arguments(String more) {
    arguments.append(more);
  }

  /** Whether nothing has come of it. */
  boolean isEmpty() {
    return texts.isEmpty() && arguments.isEmpty();
  }

  List<Range> texts() {
    return texts;
  }

  String arguments() {
    return arguments.toString();
  }

  /** What has come of it so far. */
  OutputItem item() {
    return switch (kind) {
      case MESSAGE -> new OutputItem.Message(List.copyOf(texts));
      case FUNCTION_CALL -> new OutputItem.FunctionCall(tool.id(), tool.name(), arguments());
      case REASONING ->
          new OutputItem.Reasoning(
              List.copyOf(texts), List.copyOf(signature), List.copyOf(redacted));
    };
  }

  private static void add(List<Range> to, Range more) {
    var last = to.isEmpty() ? null : to.getLast();
    if (last != null && last.end() == more.start()) {
      to.set(to.size() - 1, new Range(last.start(), more.end()));
    } else {
      to.add(more);
    }
  }
}
