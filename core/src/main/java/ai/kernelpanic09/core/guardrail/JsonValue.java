package ai.kernelpanic09.core.guardrail;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A JSON value of a request about guardrails. */
public sealed interface JsonValue {

  /** A string. */
  record Text(String value) implements JsonValue {}

  /** A number. */
  record Decimal(double value) implements JsonValue {}

  /** {@code true} or {@code false}. */
  record Flag(boolean value) implements JsonValue {}

  /** An array. */
  record Items(List<? extends JsonValue> values) implements JsonValue {

    public Items {
      values = List.copyOf(values);
    }
  }

  /** An object; its members are in the order of their names. */
  record Members(SortedMap<String, JsonValue> values) implements JsonValue {

    public Members {
      values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    /** A copy of this object whose member {@code name} is {@code value}. */
    public Members with(String name, JsonValue value) {
      var more = new TreeMap<>(values);
      more.put(name, value);
      return new Members(more);
    }

    /** An object whose members are all strings. */
    public static Members ofTexts(Map<String, String> texts) {
      var members = new TreeMap<String, JsonValue>();
      texts.forEach((name, value) -> members.put(name, new Text(value)));
      return new Members(members);
    }
  }

  /** This value as JSON, without white space. */
  default String json() {
    return JsonText.of(this);
  }
}
