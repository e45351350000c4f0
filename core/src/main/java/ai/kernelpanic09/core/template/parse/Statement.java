package ai.kernelpanic09.core.template.parse;

import ai.kernelpanic09.core.template.text.Quoting;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something to do for a running template. */
public sealed interface Statement extends Node {

  /** Plain text to write. */
  record Text(int position, String bytes) implements Statement {
    @Override
    public String source() {
      return bytes;
    }
  }

  /** A pipeline whose value is written, or declared. */
  record Action(int position, Operand.Pipeline pipeline) implements Statement {
    @Override
    public String source() {
      return "{{" + pipeline.source() + "}}";
    }
  }

  /** The kinds of actions with a body. */
  enum BranchKind {
    IF("if"),
    RANGE("range"),
    WITH("with");

    private final String keyword;

    BranchKind(String keyword) {
      this.keyword = keyword;
    }

    String keyword() {
      return keyword;
    }
  }

  /** A pipeline, and what to do if it has a true value, or for each of its elements. */
  record Arm(Operand.Pipeline pipeline, Body body) {}

  /**
   * An action with a body, and perhaps another body for the else.
   *
   * @param arms one arm, and one more for each {@code else if} or {@code else with}
   */
  record Branch(BranchKind kind, int position, List<Arm> arms, @Nullable Body otherwise)
      implements Statement {

    public Branch {
      arms = List.copyOf(arms);
    }

    @Override
    public String source() {
      var source = new StringBuilder();
      for (var arm : arms) {
        source.append(source.isEmpty() ? "{{" : "{{else}}{{").append(kind.keyword()).append(' ');
        source.append(arm.pipeline().source()).append("}}").append(arm.body().source());
      }
      if (otherwise != null) {
        source.append("{{else}}").append(otherwise.source());
      }
      return source.repeat("{{end}}", arms.size()).toString();
    }
  }

  /** The end of a loop. */
  record Break(int position) implements Statement {
    @Override
    public String source() {
      return "{{break}}";
    }
  }

  /** The end of an iteration of a loop. */
  record Continue(int position) implements Statement {
    @Override
    public String source() {
      return "{{continue}}";
    }
  }

  /** The invocation of another template. */
  record Invocation(int position, String name, Operand.@Nullable Pipeline pipeline)
      implements Statement {
    @Override
    public String source() {
      return "{{template "
          + Quoting.quote(name)
          + (pipeline == null ? "" : " " + pipeline.source())
          + "}}";
    }
  }
}
