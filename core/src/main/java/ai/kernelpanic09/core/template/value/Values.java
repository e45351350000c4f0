package ai.kernelpanic09.core.template.value;

import ai.kernelpanic09.core.template.text.Utf8;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Converts JSON values, given as plain Java objects, to the types of a template. */
public final class Values {

  /** Deepest nesting of lists and objects. */
  public static final int MAX_DEPTH = 100;

  private Values() {}

  /**
   * Converts null, a Boolean, a Number, a CharSequence, a List or a Map whose keys are strings.
   *
   * <p>Numbers of an integral Java type are Go's int, and float64 where they need more than 64
   * bits; all others are float64.
   *
   * @throws IllegalArgumentException on any other object, and on nesting beyond {@link #MAX_DEPTH}
   */
  public static Value of(@Nullable Object object) {
    return of(object, 0);
  }

  private static Value of(@Nullable Object object, int depth) {
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException("is nested deeper than " + MAX_DEPTH + " levels");
    }
    return switch (object) {
      case null -> Value.Absent.VALUE;
      case Boolean b -> new Value.Bool(b);
      case CharSequence s -> new Value.Text(Utf8.bytesOf(s.toString()));
      case Long n -> new Value.Int(n);
      case Integer n -> new Value.Int(n);
      case Short n -> new Value.Int(n);
      case Byte n -> new Value.Int(n);
      case BigInteger n when n.bitLength() < Long.SIZE -> new Value.Int(n.longValue());
      case BigInteger n -> new Value.Real(n.doubleValue());
      case Double n -> new Value.Real(n);
      case Float n -> new Value.Real(n);
      case BigDecimal n -> new Value.Real(n.doubleValue());
      case List<?> list -> slice(list, depth);
      case Map<?, ?> map -> dict(map, depth);
      default ->
          throw new IllegalArgumentException(
              "is of class " + object.getClass().getName() + ", which is no JSON value");
    };
  }

  private static Value slice(List<?> list, int depth) {
    var items = new ArrayList<Value>(list.size());
    for (var item : list) {
      items.add(of(item, depth + 1));
    }
    return new Value.Slice(items, items.size());
  }

  private static Value dict(Map<?, ?> map, int depth) {
    var entries = new TreeMap<String, Value>();
    for (var entry : map.entrySet()) {
      if (!(entry.getKey() instanceof String key)) {
        throw new IllegalArgumentException("has a key that is no string");
      }
      entries.put(Utf8.bytesOf(key), of(entry.getValue(), depth + 1));
    }
    return new Value.Dict(entries);
  }

  /** Returns whether Go's templates take a value for true: whether it is not its type's zero. */
  public static boolean isTrue(Value value) {
    return switch (value.held()) {
      case Value.Absent ignored -> false;
      case Value.Any any -> isTrue(any);
      case Value.Bool bool -> bool.is();
      case Value.Int number -> number.number() != 0;
      case Value.Octet number -> number.number() != 0;
      case Value.Real number -> number.number() != 0;
      case Value.Complex number -> number.real() != 0 || number.imaginary() != 0;
      case Value.Text text -> !text.bytes().isEmpty();
      case Value.Slice slice -> slice.length() > 0;
      case Value.Dict dict -> !dict.entries().isEmpty();
    };
  }
}
