package ai.kernelpanic09.core.template;

import ai.kernelpanic09.core.template.value.Values;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Checks the values of a call against the variables that a prompt declares. */
public final class Variables {

  private Variables() {}

  /** The result of a check. */
  public sealed interface Checked {

    /**
     * The values to render with, one for each declared variable: the given one, the default, or the
     * zero of its type (an empty string, list or object, 0, false).
     */
    record Accepted(Map<String, Object> values) implements Checked {}

    /** All problems, in the order of the declarations. */
    record Refused(List<Problem> problems) implements Checked {}
  }

  /**
   * A problem with one variable.
   *
   * @param message such as {@code must be a string}
   */
  public record Problem(String variable, String message) {}

  /** A value that does not fit its variable. */
  private static final class Mismatch extends Exception {

    @java.io.Serial private static final long serialVersionUID = 1L;

    Mismatch(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * Checks the values {@code given}, plain Java objects as a JSON parser makes them. Null counts as
   * left out.
   */
  public static Checked check(List<PromptVariable> declared, Map<String, ?> given) {
    var problems = new ArrayList<Problem>();
    var values = new LinkedHashMap<String, Object>();
    var unknown = new TreeSet<>(given.keySet());
    for (var variable : declared) {
      unknown.remove(variable.name());
      try {
        values.put(variable.name(), value(variable, given.get(variable.name())));
      } catch (Mismatch e) {
        problems.add(new Problem(variable.name(), String.valueOf(e.getMessage())));
      }
    }
    for (var name : unknown) {
      problems.add(new Problem(name, "is not a variable of this prompt"));
    }
    return problems.isEmpty()
        ? new Checked.Accepted(values)
        : new Checked.Refused(List.copyOf(problems));
  }

  private static Object value(PromptVariable variable, @Nullable Object given) throws Mismatch {
    if (given == null) {
      if (variable.required()) {
        throw new Mismatch("is required");
      }
      var byDefault = variable.defaultValue();
      return byDefault == null ? variable.type().zero() : typed(variable, byDefault);
    }
    return typed(variable, given);
  }

  private static Object typed(PromptVariable variable, Object given) throws Mismatch {
    var value = typed(variable.type(), given);
    if (value == null) {
      throw new Mismatch("must be " + variable.type().text());
    }
    try {
      // Checked at the depth that it has in a rendering.
      Values.of(Map.of(variable.name(), value));
    } catch (IllegalArgumentException e) {
      throw new Mismatch(String.valueOf(e.getMessage()));
    }
    if (!variable.allowed().isEmpty() && !isAllowed(variable, value)) {
      throw new Mismatch("must be one of " + String.join(", ", variable.allowed()));
    }
    var pattern = variable.pattern();
    if (pattern != null && value instanceof String text) {
      switch (BoundedPattern.match(pattern, text)) {
        case YES -> {} // as required
        case NO -> throw new Mismatch("must match the pattern " + pattern);
        case TOO_LONG ->
            throw new Mismatch(
                "must have at most " + BoundedPattern.MAX_CHARS + " characters, for its pattern");
        case TOO_HARD -> throw new Mismatch("takes too long to hold against its pattern");
        case NO_PATTERN -> throw new Mismatch("has a pattern that is no regular expression");
      }
    }
    return value;
  }

  /** Returns a value as the template gets it, or null if it is of another type. */
  private static @Nullable Object typed(PromptVariable.Type type, Object given) {
    return switch (type) {
      case STRING -> given instanceof CharSequence text ? text.toString() : null;
      case BOOLEAN -> given instanceof Boolean ? given : null;
      case LIST -> given instanceof List ? given : null;
      case OBJECT -> given instanceof Map ? given : null;
      case NUMBER ->
          given instanceof Number number && Double.isFinite(number.doubleValue())
              ? (Object) number.doubleValue()
              : null;
      case INTEGER -> given instanceof Number number ? integer(number) : null;
    };
  }

  private static @Nullable Object integer(Number number) {
    if (number instanceof Double || number instanceof Float) {
      // JSON has one type of number: 5.0 is an integer, as in JSON Schema.
      var real = number.doubleValue();
      return Math.rint(real) == real && Math.abs(real) < 0x1p63 ? (Object) (long) real : null;
    }
    if (number instanceof BigDecimal decimal) {
      var tooGreat = (long) decimal.precision() - decimal.scale() > 19;
      return tooGreat || decimal.stripTrailingZeros().scale() > 0
          ? null
          : integer(decimal.toBigInteger());
    }
    if (number instanceof BigInteger big) {
      return big.bitLength() < Long.SIZE ? (Object) big.longValue() : null;
    }
    return number.longValue();
  }

  private static boolean isAllowed(PromptVariable variable, Object value) {
    if (!(value instanceof Number)) {
      return variable.allowed().contains(value.toString());
    }
    var number = new BigDecimal(value.toString());
    return variable.allowed().stream().anyMatch(each -> isNumber(each, number));
  }

  private static boolean isNumber(String text, BigDecimal number) {
    try {
      return new BigDecimal(text).compareTo(number) == 0;
    } catch (NumberFormatException e) {
      // No number equals a text that is not one; the prompt's own validation reports it.
      return false;
    }
  }
}
