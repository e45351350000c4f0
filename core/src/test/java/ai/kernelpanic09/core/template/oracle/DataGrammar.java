package ai.kernelpanic09.core.template.oracle;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Makes data: JSON whose names the templates of {@link TemplateGrammar} know. */
final class DataGrammar {

  static final String[] NAMES = {"a", "b", "c", "n", "s", "list", "map", "ünï", "x1", "nothing"};

  private final Choices choices;

  DataGrammar(Choices choices) {
    this.choices = choices;
  }

  /** Returns an object; rarely anything else. */
  String data() {
    return choices.percent(3) ? value(2) : object(3);
  }

  private String value(int depth) {
    return switch (choices.below(depth > 0 ? 11 : 8)) {
      case 0, 1 -> string();
      case 2, 3 -> integer();
      case 4, 5 -> number();
      case 6 -> choices.of("true", "false");
      case 7 -> "null";
      case 8, 9 -> list(depth - 1);
      default -> object(depth - 1);
    };
  }

  private String string() {
    return choices.of(
        "\"\"",
        "\"hi\"",
        "\"abc\"",
        "\"Hello, World\"",
        "\"a\"",
        "\"é\"",
        "\"日本語\"",
        "\"😀!\"",
        "\"<a href=\\\"x\\\">'&\"",
        "\"a b+c/d?e=f\"",
        "\"line\\nbreak\\ttab\\u0000\\u0007\\u007f\\u00a0\\u2028\\u200b\\ufeff\"",
        "\"%d%s`\\\\\"",
        "\"10\"",
        "\"\\u0378\\udb40\\udc01\"");
  }

  private String integer() {
    return choices.percent(8)
        ? choices.of(
            "9223372036854775807",
            "-9223372036854775808",
            "9223372036854775808",
            "123456789012345678901234567890",
            "1114111",
            "55296",
            "-0")
        : Integer.toString(choices.below(16) - 3);
  }

  private String number() {
    return choices.of(
        "0.5",
        "1.0",
        "-2.25",
        "3.14159",
        "1e3",
        "1e21",
        "1e20",
        "123456789.125",
        "1e-5",
        "0.0001",
        "5e-324",
        "1.7976931348623157e308",
        "2.2250738585072014e-308",
        "-0.0",
        "0.1",
        "100000.0",
        "1234567.0",
        "2.5",
        "0.30000000000000004",
        "9.9e-324",
        "1e100",
        "4.35",
        "1.005");
  }

  private String list(int depth) {
    var items = new ArrayList<String>();
    while (items.size() < 5 && choices.percent(65)) {
      items.add(value(depth));
    }
    return "[" + String.join(",", items) + "]";
  }

  private String object(int depth) {
    Map<String, String> entries = new LinkedHashMap<>();
    for (var i = 0; i < 9 && choices.percent(depth == 3 ? 85 : 65); i++) {
      var name = choices.of(NAMES);
      entries.put(
          name,
          depth > 0 && name.equals("list")
              ? list(depth - 1)
              : depth > 0 && name.equals("map") ? object(depth - 1) : value(depth));
    }
    return entries.entrySet().stream()
        .map(entry -> "\"" + entry.getKey() + "\":" + entry.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }
}
