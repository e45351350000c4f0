package ai.kernelpanic09.sidecar.fuzz;

import java.util.List;

/** JSON of any kind, that of hostile callers included. */
final class AnyJson {

  private static final List<String> NUMBERS =
      List.of(
          "0",
          "-1",
          "1",
          "7",
          "1.5",
          "-0",
          "1e3",
          "1E+2",
          "2147483648",
          "9223372036854775808",
          "123456789012345678901234567890",
          "1e400",
          "-1e400",
          "1e-400",
          "1e999999999",
          "1e-999999999",
          "1e99999999999",
          "1e-99999999999",
          "0e99999999999",
          "9".repeat(99));

  private static final List<String> NAMES =
      List.of(
          "a", "type", "text", "image", "source", "bytes", "url", "s3Location", "b c", "\u00e9");

  private AnyJson() {}

  static void write(CaseWriter to, int depth) {
    switch (to.enough() || depth == 0 ? to.pick(2, 5) : to.pick(0, 5)) {
      case 0 -> object(to, depth);
      case 1 -> array(to, depth);
      case 2 -> Texts.any(to);
      case 3 -> to.token(to.pick(NUMBERS));
      case 4 -> to.token(to.chance(50) ? "true" : "false");
      default -> to.token("null");
    }
  }

  static void object(CaseWriter to, int depth) {
    to.token("{");
    var names = to.shuffled(NAMES);
    var count = to.pick(0, 3);
    for (var i = 0; i < count; i++) {
      to.token(i == 0 ? "" : ",");
      Texts.word(to, names.get(i));
      to.token(":");
      write(to, depth - 1);
    }
    to.token("}");
  }

  private static void array(CaseWriter to, int depth) {
    to.token("[");
    for (var i = to.pick(0, 3); i > 0; i--) {
      write(to, depth - 1);
      to.token(i == 1 ? "" : ",");
    }
    to.token("]");
  }

  /** What stands where something else should. */
  static void stray(CaseWriter to) {
    switch (to.pick(0, 7)) {
      case 0 -> to.token("null");
      case 1 -> to.token(to.pick(NUMBERS));
      case 2 -> to.token(to.pick(List.of("tru", "NaN", "01", "1.", "+1", "'a'", "", "-", "/**/1")));
      case 3 -> nested(to, to.pick(List.of(90, 99, 100, 101, 5_000)));
      case 4 -> to.token(to.pick(List.of("{}", "[]", "\"\"", "[[]]", "[{}]")));
      case 5 -> to.token("\"" + "y".repeat(to.pick(List.of(300, 5_000, 70_000))) + "\"");
      default -> write(to, 3);
    }
  }

  private static void nested(CaseWriter to, int depth) {
    var open = to.chance(50) ? "[" : "{\"a\":";
    to.token(open.repeat(depth) + "1" + (open.equals("[") ? "]" : "}").repeat(depth));
  }
}
