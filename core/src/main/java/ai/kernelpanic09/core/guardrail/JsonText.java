package ai.kernelpanic09.core.guardrail;

import java.util.HexFormat;

/** Writes values as canonical JSON (RFC 8259): equal values give equal texts. */
final class JsonText {

  private static final int FIRST_PRINTABLE = ' ';

  private final StringBuilder text = new StringBuilder();
  private final boolean keepsEmptyArrays;

  private JsonText(boolean keepsEmptyArrays) {
    this.keepsEmptyArrays = keepsEmptyArrays;
  }

  /** A value with all its members. */
  static String of(JsonValue value) {
    return written(value, true);
  }

  /** A value without the members that are empty arrays. */
  static String withoutEmptyArrays(JsonValue value) {
    return written(value, false);
  }

  private static String written(JsonValue value, boolean keepsEmptyArrays) {
    var writer = new JsonText(keepsEmptyArrays);
    writer.write(value);
    return writer.text.toString();
  }

  private void write(JsonValue value) {
    switch (value) {
      case JsonValue.Text(var string) -> quote(string);
      case JsonValue.Decimal(var number) -> text.append(number);
      case JsonValue.Flag(var flag) -> text.append(flag);
      case JsonValue.Items items -> write(items);
      case JsonValue.Members members -> write(members);
    }
  }

  private void write(JsonValue.Items items) {
    text.append('[');
    var separator = "";
    for (var each : items.values()) {
      text.append(separator);
      write(each);
      separator = ",";
    }
    text.append(']');
  }

  private void write(JsonValue.Members members) {
    text.append('{');
    var separator = "";
    for (var each : members.values().entrySet()) {
      if (keepsEmptyArrays || !isEmptyArray(each.getValue())) {
        text.append(separator);
        quote(each.getKey());
        text.append(':');
        write(each.getValue());
        separator = ",";
      }
    }
    text.append('}');
  }

  private static boolean isEmptyArray(JsonValue value) {
    return value instanceof JsonValue.Items items && items.values().isEmpty();
  }

  private void quote(String string) {
    text.append('"');
    for (var i = 0; i < string.length(); i++) {
      var each = string.charAt(i);
      switch (each) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\b' -> text.append("\\b");
        case '\f' -> text.append("\\f");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          if (each < FIRST_PRINTABLE) {
            text.append("\\u").append(HexFormat.of().withUpperCase().toHexDigits(each));
          } else {
            text.append(each);
          }
        }
      }
    }
    text.append('"');
  }
}
