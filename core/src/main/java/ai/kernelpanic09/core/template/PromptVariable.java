package ai.kernelpanic09.core.template;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A variable as a prompt declares it.
 *
 * @param required whether a call must give a value
 * @param defaultValue value when a call gives none
 * @param allowed the only values, if any, for strings and numbers; numbers as decimal texts
 * @param pattern regular expression (java.util.regex) that the whole of a string must match
 */
public record PromptVariable(
    String name,
    Type type,
    boolean required,
    @Nullable Object defaultValue,
    List<String> allowed,
    @Nullable String pattern) {

  public PromptVariable {
    allowed = List.copyOf(allowed);
  }

  /** A variable that a call may leave out. */
  public static PromptVariable optional(String name, Type type) {
    return new PromptVariable(name, type, false, null, List.of(), null);
  }

  /** A variable that a call must give. */
  public static PromptVariable required(String name, Type type) {
    return new PromptVariable(name, type, true, null, List.of(), null);
  }

  /** The type of a value, with the value of a variable that is not given and has no default. */
  public enum Type {
    STRING("a string"),
    INTEGER("an integer"),
    NUMBER("a number"),
    BOOLEAN("a boolean"),
    LIST("a list"),
    OBJECT("an object");

    private final String text;

    Type(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }

    Object zero() {
      return switch (this) {
        case STRING -> "";
        case INTEGER -> 0L;
        case NUMBER -> 0.0;
        case BOOLEAN -> false;
        case LIST -> List.of();
        case OBJECT -> Map.of();
      };
    }
  }
}
