package ai.kernelpanic09.core.template.oracle;

import java.util.List;

/** Makes pipelines: constants, fields, variables, and calls of all functions. */
final class OperandGrammar {

  private final Choices choices;
  private final List<String> variables;

  OperandGrammar(Choices choices, List<String> variables) {
    this.choices = choices;
    this.variables = variables;
  }

  String pipeline(int depth) {
    var text = new StringBuilder(command(depth));
    while (choices.percent(15)) {
      text.append(choices.of(" | ", "|", " |", "| "));
      text.append(choices.percent(94) ? stage(depth) : command(depth));
    }
    return text.toString();
  }

  /** Returns something that is often a list, an object or a number. */
  String iterable() {
    return switch (choices.below(8)) {
      case 0, 1 -> ".list";
      case 2 -> ".map";
      case 3 -> "$." + field();
      case 4 -> Integer.toString(choices.below(5));
      case 5 -> choices.of("$", ".", ".n", "(len .list)", "(index .s 0)", "(slice .list 1)", "nil");
      default -> pipeline(1);
    };
  }

  private String command(int depth) {
    return choices.percent(45) ? operand(depth) : call(depth);
  }

  private String field() {
    return choices.of(DataGrammar.NAMES);
  }

  private String operand(int depth) {
    return switch (choices.below(depth > 0 ? 16 : 12)) {
      case 0, 1, 2, 3 -> "." + field();
      case 4 -> "." + field() + "." + field();
      case 5 -> ".";
      case 6 -> number();
      case 7, 8 -> string();
      case 9 -> choices.of("true", "false");
      case 10 -> choices.percent(70) ? variable() : variable() + "." + field();
      case 11 -> choices.percent(60) ? choices.of("nil", "$", "$.a") : number();
      case 12, 13 -> "(" + pipeline(depth - 1) + ")";
      case 14 -> "(" + pipeline(depth - 1) + ")." + field();
      default ->
          choices.percent(80)
              ? "(" + pipeline(depth - 1) + ")"
              : choices.of("print", "println", "html.a", "($q := 1)", "nil.a", "1.a", "$.a.b.c");
    };
  }

  private String variable() {
    return choices.percent(98) ? choices.of(variables.toArray(String[]::new)) : "$undefined";
  }

  private String number() {
    return choices.percent(80)
        ? Integer.toString(choices.below(6) - 1)
        : choices.of(
            "0x1F",
            "0b101",
            "0o17",
            "017",
            "1_000",
            "'a'",
            "'\\n'",
            "'\\x41'",
            "'日'",
            "'\\''",
            "1i",
            "2+3i",
            "1.5-2i",
            "-1e2+0x1p4i",
            "1e-7",
            "123456789.5",
            "1e3",
            "1E3",
            "0x1p4",
            ".5",
            "1.",
            "-0",
            "+3",
            "-0x1e",
            "+0x1F",
            "0x1e",
            "9223372036854775807",
            "-9223372036854775808",
            "9223372036854775808",
            "18446744073709551615",
            "18446744073709551616",
            "0xFFFFFFFFFFFFFFFF",
            "1e400",
            "08",
            "1__0",
            "1_",
            "0x_1",
            "''",
            "'ab'",
            "'\\400'",
            "1e",
            "0b2",
            "0x",
            "1.2.3",
            "2i3",
            "0x1.8p1",
            "0x1.8",
            "1e21",
            "100000000.0",
            "0.000001",
            "5e-324",
            "1_0.2_5",
            "0_7",
            "'\\U0001F600'");
  }

  String string() {
    return choices.of(
        "\"\"",
        "\"hi\"",
        "\"abc\"",
        "\"a\"",
        "\"\\xff\\xe9\"",
        "\"é\"",
        "\"日本\"",
        "\"a\\tb\\n\"",
        "\"<b>&'\\\"\"",
        "`raw\\n`",
        "`a\nb`",
        "\"\\u00e9\\U0001F600\\a\\b\\f\\v\\r\\\\\\101\"",
        "\"n\"",
        "\"list\"",
        "\"%v\"",
        "\"x y+z\"",
        "\"\\ud800\"",
        "\"\\'\"",
        "\"\\x4\"",
        "`\r`",
        "\"\\u200b\\u00ad\\ufffd\"");
  }

  /** Returns a call that takes the previous stage's value as its last argument. */
  private String stage(int depth) {
    return switch (choices.below(14)) {
      case 0 -> "print";
      case 1 -> "printf " + format();
      case 2 -> "len";
      case 3 -> "html";
      case 4 -> "js";
      case 5 -> "urlquery";
      case 6 -> "not";
      case 7 -> "println " + operand(depth - 1);
      case 8 -> "index " + operand(depth - 1);
      case 9 -> choices.of("eq ", "ne ", "lt ", "ge ") + operand(depth - 1);
      case 10 -> choices.of("and ", "or ") + operand(depth - 1);
      case 11 -> "slice " + operand(depth - 1);
      case 12 -> "printf \"%v %v|\" " + operand(depth - 1);
      default -> choices.of("and", "or", "slice", "index", "printf", "call", "eq");
    };
  }

  private String call(int depth) {
    return switch (choices.below(20)) {
      case 0, 1, 2 -> "print" + arguments(depth, 1 + choices.below(3));
      case 3, 4, 5, 6, 7 -> printf(depth);
      case 8 -> "println" + arguments(depth, choices.below(3));
      case 9 -> "len" + arguments(depth, 1);
      case 10, 11 -> index(depth);
      case 12 -> slice(depth);
      case 13 -> choices.of("html", "js", "urlquery") + arguments(depth, 1 + choices.below(2));
      case 14, 15 -> "eq" + arguments(depth, 2 + choices.below(2));
      case 16 -> choices.of("ne", "lt", "le", "gt", "ge") + arguments(depth, 2);
      case 17 -> choices.of("and", "or") + arguments(depth, 1 + choices.below(3));
      case 18 -> "not" + arguments(depth, 1);
      default ->
          choices.of(
                  "call", "eq", "lt", "len", "not", "slice", "index", "printf", "and", "nofunc",
                  "html", "print")
              + arguments(depth, choices.below(4));
    };
  }

  private String arguments(int depth, int count) {
    var text = new StringBuilder();
    for (var i = 0; i < count; i++) {
      text.append(' ').append(operand(depth - 1));
    }
    return text.toString();
  }

  private String index(int depth) {
    return switch (choices.below(5)) {
      case 0 -> "index .list " + choices.below(4);
      case 1 -> "index . \"" + field() + "\"";
      case 2 -> "index .s " + choices.below(4);
      case 3 -> "index .map \"" + field() + "\"" + arguments(depth, choices.below(2));
      default -> "index" + arguments(depth, 1 + choices.below(3));
    };
  }

  private String slice(int depth) {
    var text =
        new StringBuilder("slice ").append(choices.of(".list", ".s", "\"abcdef\"", operand(depth)));
    for (var i = choices.below(4); i > 0; i--) {
      text.append(' ').append(choices.percent(85) ? choices.below(5) : operand(depth - 1));
    }
    return text.toString();
  }

  private String printf(int depth) {
    return "printf " + format() + arguments(depth, choices.percent(70) ? 1 : choices.below(4));
  }

  private String format() {
    var text = new StringBuilder("\"");
    for (var i = 1 + (choices.percent(25) ? choices.below(3) : 0); i > 0; i--) {
      text.append(choices.of("", "", " ", "x", "é")).append(directive());
    }
    return text.append('"').toString();
  }

  private String directive() {
    var text = new StringBuilder("%");
    while (choices.percent(25)) {
      text.append(choices.of("#", "0", "+", "-", " "));
    }
    if (choices.percent(5)) {
      text.append(choices.of("[1]", "[2]", "[3]", "[0]", "[", "[x]", "[]", "[99999999]"));
    }
    if (choices.percent(25)) {
      text.append(choices.of("5", "10", "3", "1", "12", "20", "*", "0", "8", "99999999"));
    }
    if (choices.percent(20)) {
      text.append(choices.of(".2", ".0", ".", ".5", ".10", ".*", ".[2]*", ".1", ".20"));
    }
    if (choices.percent(3)) {
      text.append(choices.of("[1]", "[2]", "[", "[-1]"));
    }
    return text.append(
            choices.of(
                "v", "d", "s", "q", "x", "X", "o", "O", "b", "c", "U", "e", "E", "f", "F", "g", "G",
                "t", "T", "v", "s", "d", "%", "z", "w", "!", "é", "", "i"))
        .toString();
  }
}
