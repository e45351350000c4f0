package ai.kernelpanic09.core.template.parse;

import ai.kernelpanic09.core.template.value.Value;
import java.util.List;
import java.util.stream.Collectors;

/** Something that has a value. */
public sealed interface Operand extends Node {

  /**
   * Commands, each of which gets the value of the one before; the last value may be kept in
   * variables.
   */
  record Pipeline(int position, boolean assigns, List<Variable> declared, List<Command> commands)
      implements Operand {

    public Pipeline {
      declared = List.copyOf(declared);
      commands = List.copyOf(commands);
    }

    @Override
    public String source() {
      var variables = declared.stream().map(Node::source).collect(Collectors.joining(", "));
      return (declared.isEmpty() ? "" : variables + (assigns ? " = " : " := "))
          + commands.stream().map(Node::source).collect(Collectors.joining(" | "));
    }
  }

  /** The name of a function. */
  record Identifier(int position, Builtins function) implements Operand {
    @Override
    public String source() {
      return function.text();
    }
  }

  /** A variable, its name with the dollar sign, and fields of it. */
  record Variable(int position, String name, List<String> fields) implements Operand {

    public Variable {
      fields = List.copyOf(fields);
    }

    @Override
    public String source() {
      return fields.isEmpty() ? name : name + "." + String.join(".", fields);
    }
  }

  /** The cursor. */
  record Dot(int position) implements Operand {
    @Override
    public String source() {
      return ".";
    }
  }

  /** The untyped nil. */
  record Nil(int position) implements Operand {
    @Override
    public String source() {
      return "nil";
    }
  }

  /** Fields of the cursor. */
  record Field(int position, List<String> fields) implements Operand {

    public Field {
      fields = List.copyOf(fields);
    }

    @Override
    public String source() {
      return "." + String.join(".", fields);
    }
  }

  /** Fields of any other operand. */
  record Chain(int position, Operand of, List<String> fields) implements Operand {

    public Chain {
      fields = List.copyOf(fields);
    }

    @Override
    public String source() {
      return (of instanceof Pipeline ? "(" + of.source() + ")" : of.source())
          + "."
          + String.join(".", fields);
    }
  }

  /** True or false. */
  record Bool(int position, boolean is) implements Operand {
    @Override
    public String source() {
      return is ? "true" : "false";
    }
  }

  /**
   * A number as it is written, and its value: an int, a floating-point or complex number, or {@link
   * Value.Absent} where it is an integer too great for an int.
   */
  record Numeral(int position, String source, Value value) implements Operand {}

  /** A string as it is written, and its bytes. */
  record Text(int position, String source, String bytes) implements Operand {}
}
