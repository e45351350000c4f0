package ai.kernelpanic09.core.template.value;

import java.util.List;
import java.util.SequencedMap;

/**
 * A value of a running template, of a type that JSON variables or a template's constants have in
 * Go, as Go's reflection shows it.
 */
public sealed interface Value {

  /** Returns the name of the Go type, or {@code <nil>} where there is none. */
  String typeName();

  /** Returns the value itself, without the interface that holds it. */
  default Value held() {
    return this;
  }

  /** No value at all, or the untyped nil. */
  enum Absent implements Value {
    VALUE;

    @Override
    public String typeName() {
      return "<nil>";
    }
  }

  /**
   * An element of a list or object, whose type in Go is the empty interface.
   *
   * @param content the value that it holds, {@link Absent} for nil
   */
  record Any(Value content) implements Value {
    @Override
    public String typeName() {
      return "interface {}";
    }

    @Override
    public Value held() {
      return content;
    }
  }

  /** A truth value. */
  record Bool(boolean is) implements Value {
    @Override
    public String typeName() {
      return "bool";
    }
  }

  /** A signed integer of 64 bits. */
  record Int(long number) implements Value {
    @Override
    public String typeName() {
      return "int";
    }
  }

  /** A byte of a string, 0 to 255. */
  record Octet(int number) implements Value {
    @Override
    public String typeName() {
      return "uint8";
    }
  }

  /** A floating-point number of 64 bits. */
  record Real(double number) implements Value {
    @Override
    public String typeName() {
      return "float64";
    }
  }

  /** A complex number; only constants can be one. */
  record Complex(double real, double imaginary) implements Value {
    @Override
    public String typeName() {
      return "complex128";
    }
  }

  /** A string: one char per byte. */
  record Text(String bytes) implements Value {
    @Override
    public String typeName() {
      return "string";
    }
  }

  /**
   * A list, or a part of one.
   *
   * @param items all elements, up to its capacity
   * @param length number of elements that it shows
   */
  record Slice(List<Value> items, int length) implements Value {
    @Override
    public String typeName() {
      return "[]interface {}";
    }

    /** Returns an element as Go hands it out. */
    public Value at(int index) {
      return new Any(items.get(index));
    }

    /** Returns how far it can be sliced. */
    public int capacity() {
      return items.size();
    }
  }

  /** An object, in the order of its keys' bytes. */
  record Dict(SequencedMap<String, Value> entries) implements Value {
    @Override
    public String typeName() {
      return "map[string]interface {}";
    }
  }
}
