package ai.kernelpanic09.core.template.parse;

import ai.kernelpanic09.core.template.text.Quoting;
import ai.kernelpanic09.core.template.text.Utf8;

/** A piece of a template's text, or an error in it. */
record Token(TokenType type, int position, String text, int line) {

  private static final int SHOWN_RUNES = 10;

  /** Returns how messages show it. */
  String shown() {
    if (type == TokenType.EOF) {
      return "EOF";
    }
    if (type == TokenType.ERROR) {
      return text;
    }
    if (type.isKeyword()) {
      return "<" + text + ">";
    }
    return text.length() > SHOWN_RUNES
        ? Quoting.quote(Utf8.prefix(text, SHOWN_RUNES)) + "..."
        : Quoting.quote(text);
  }
}
