package ai.kernelpanic09.core.template.parse;

import ai.kernelpanic09.core.template.text.Quoting;
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

  /** Which of the actions with a body it is. */
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

  /** An action with a body, and perhaps another one for the else. */
  record Branch(
      BranchKind kind, int position, Operand.Pipeline pipeline, Body body, @Nullable Body otherwise)
      implements Statement {
    @Override
    public String source() {
      return "{{"
          + kind.keyword()
          + " "
          + pipeline.source()
          + "}}"
          + body.source()
          + (otherwise == null ? "" : "{{else}}" + otherwise.source())
          + "{{end}}";
    }
  }

  /** The end of a loop. */
  record Break(int position) implements Statement {
    @Override
    public String source() {
      return "{{break}}";
    }
  }

  /** The end of a turn of a loop. */
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
