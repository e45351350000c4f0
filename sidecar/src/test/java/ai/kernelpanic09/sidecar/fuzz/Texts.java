package ai.kernelpanic09.sidecar.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Texts of JSON, with every way in which a character can be written. */
final class Texts {

  private static final List<String> PIECES =
      List.of(
          "Hi",
          "What is the weather in Oslo?",
          " ",
          "\\n",
          "\\t\\r\\b\\f",
          "\\\"",
          "\\\\",
          "\\/",
          "/",
          "\\u0000",
          "\\u001f",
          "\\u0041",
          "\\u00e9",
          "\\u00E9",
          "\\u2028",
          "\\ud83d\\ude00",
          "\\uD83D\\uDE00",
          "\u00e9",
          "\u4e2d\u6587",
          "\ud83d\ude00",
          "\u007f",
          // NFKC makes these longer than they are.
          "\ufdfa",
          "\\ufdfa",
          "\u00e9\u0323",
          "\u00bd\u3392",
          "\ufeff",
          "\u2003",
          "1h",
          "classified",
          "a@example.com",
          "{}[]:,",
          "x".repeat(70),
          "word ".repeat(60));

  private static final List<String> NO_CHARACTERS =
      List.of("\\ud83d", "\\ude00", "\\ud83d\\u0041", "\\x", "\\u12", "\n", "\u0001", "\\");

  private Texts() {}

  static void any(CaseWriter to) {
    to.token("\"");
    // Not blank, which most forms refuse.
    to.raw(to.strays() ? "" : "T");
    for (var count = to.pick(0, 4); count > 0; count--) {
      to.raw(to.pick(PIECES));
    }
    if (to.strays()) {
      if (to.chance(50)) {
        to.raw(to.pick(NO_CHARACTERS));
      } else {
        to.raw((byte) to.pick(0x80, 0xff), (byte) to.pick(0x20, 0xff));
      }
    }
    to.raw("\"");
  }

  /** A text of which some characters may be escapes, which changes nothing. */
  static void word(CaseWriter to, String word) {
    to.token("\"");
    var escaped = to.chance(2) && !word.isEmpty() ? to.pick(0, word.length() - 1) : -1;
    for (var i = 0; i < word.length(); i++) {
      var c = word.charAt(i);
      to.raw(i == escaped ? "\\u%04x".formatted((int) c) : String.valueOf(c));
    }
    to.raw("\"");
  }

  /** A text of JSON whose content is these bytes. */
  static void quoted(CaseWriter to, byte[] content) {
    to.token("\"");
    for (var each : content) {
      switch (each) {
        case '"' -> to.raw("\\\"");
        case '\\' -> to.raw("\\\\");
        case '\n' -> to.raw("\\n");
        case '\r' -> to.raw("\\r");
        case '\t' -> to.raw("\\t");
        default -> to.raw(each);
      }
    }
    to.raw("\"");
  }

  static void base64(CaseWriter to, String prefix) {
    var bytes = new byte[to.pick(1, 200)];
    for (var i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) to.pick(-128, 127);
    }
    base64(to, prefix, bytes);
  }

  static void base64(CaseWriter to, String prefix, byte[] bytes) {
    var text = prefix + new String(Base64.getEncoder().encode(bytes), StandardCharsets.US_ASCII);
    to.token("\"" + (to.chance(10) ? text.replace("/", "\\/") : text) + "\"");
  }
}
