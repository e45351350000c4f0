package ai.kernelpanic09.core.template.parse;

import ai.kernelpanic09.core.template.text.Quoting;
import ai.kernelpanic09.core.template.text.Runes;
import ai.kernelpanic09.core.template.text.Utf8;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Cuts a template's text into tokens, one at a time. */
final class Lexer {

  private static final String LEFT_DELIM = "{{";
  private static final String RIGHT_DELIM = "}}";
  private static final String LEFT_COMMENT = "/*";
  private static final String RIGHT_COMMENT = "*/";
  private static final int TRIM_MARKER_LENGTH = 2;
  private static final int EOF = -1;

  private static final Map<String, TokenType> KEYWORDS =
      Map.ofEntries(
          Map.entry("block", TokenType.BLOCK),
          Map.entry("break", TokenType.BREAK),
          Map.entry("continue", TokenType.CONTINUE),
          Map.entry("define", TokenType.DEFINE),
          Map.entry("else", TokenType.ELSE),
          Map.entry("end", TokenType.END),
          Map.entry("if", TokenType.IF),
          Map.entry("nil", TokenType.NIL),
          Map.entry("range", TokenType.RANGE),
          Map.entry("template", TokenType.TEMPLATE),
          Map.entry("with", TokenType.WITH));

  private final String input;
  private int position;
  private int start;
  private int line = 1;
  private int startLine = 1;
  private int parens;
  private boolean insideAction;

  Lexer(String input) {
    this.input = input;
  }

  /** Returns the next token; after the end, or an error, there is none. */
  Token next() {
    while (true) {
      var token = insideAction ? insideAction() : text();
      if (token != null) {
        return token;
      }
    }
  }

  private int nextRune() {
    if (position >= input.length()) {
      return EOF;
    }
    var decoded = Utf8.decode(input, position);
    position += Utf8.width(decoded);
    if (Utf8.rune(decoded) == '\n') {
      line++;
    }
    return Utf8.rune(decoded);
  }

  private int peek() {
    return position < input.length() ? Utf8.rune(Utf8.decode(input, position)) : EOF;
  }

  /**
   * Goes back over a rune that was read; at the end of the text there is nothing to go back over.
   */
  private void backup(int rune) {
    if (rune == EOF) {
      return;
    }
    position -= Utf8.width(Utf8.decodeLast(input, position));
    if (rune == '\n') {
      line--;
    }
  }

  private boolean accept(String valid) {
    var rune = peek();
    if (rune < 0 || rune >= 0x80 || valid.indexOf(rune) < 0) {
      return false;
    }
    position++;
    return true;
  }

  private void acceptRun(String valid) {
    while (accept(valid)) {
      // each step is one byte
    }
  }

  private Token emit(TokenType type) {
    var token = new Token(type, start, input.substring(start, position), startLine);
    start = position;
    startLine = line;
    return token;
  }

  /** Skips the text between the last token and here, and counts its lines. */
  private void ignore() {
    countLines();
    start = position;
    startLine = line;
  }

  private void countLines() {
    for (var i = start; i < position; i++) {
      if (input.charAt(i) == '\n') {
        line++;
      }
    }
  }

  private Token error(String message) {
    return new Token(TokenType.ERROR, start, message, startLine);
  }

  private static boolean isSpace(int rune) {
    return rune == ' ' || rune == '\t' || rune == '\r' || rune == '\n';
  }

  private boolean isSpaceAt(int index) {
    return index < input.length() && isSpace(input.charAt(index));
  }

  private boolean isMinusAt(int index) {
    return index < input.length() && input.charAt(index) == '-';
  }

  private boolean hasLeftTrimMarker(int index) {
    return isMinusAt(index) && isSpaceAt(index + 1);
  }

  /** Returns whether a right delimiter with a trim marker begins at an index. */
  private boolean isTrimmingRightDelim(int index) {
    return isSpaceAt(index)
        && isMinusAt(index + 1)
        && input.startsWith(RIGHT_DELIM, index + TRIM_MARKER_LENGTH);
  }

  private boolean atRightDelim() {
    return isTrimmingRightDelim(position) || input.startsWith(RIGHT_DELIM, position);
  }

  private @Nullable Token text() {
    var delim = input.indexOf(LEFT_DELIM, position);
    if (delim < 0) {
      position = input.length();
      if (position == start) {
        return emit(TokenType.EOF);
      }
      countLines();
      return emit(TokenType.TEXT);
    }
    if (delim > position) {
      var end = delim;
      if (hasLeftTrimMarker(delim + LEFT_DELIM.length())) {
        while (end > start && isSpace(input.charAt(end - 1))) {
          end--;
        }
      }
      position = end;
      countLines();
      var text = emit(TokenType.TEXT);
      position = delim;
      ignore();
      if (!text.text().isEmpty()) {
        return text;
      }
    }
    return leftDelim();
  }

  private @Nullable Token leftDelim() {
    position += LEFT_DELIM.length();
    var afterMarker = hasLeftTrimMarker(position) ? TRIM_MARKER_LENGTH : 0;
    if (input.startsWith(LEFT_COMMENT, position + afterMarker)) {
      position += afterMarker;
      ignore();
      return comment();
    }
    var token = emit(TokenType.LEFT_DELIM);
    insideAction = true;
    position += afterMarker;
    ignore();
    parens = 0;
    return token;
  }

  private @Nullable Token comment() {
    var end = input.indexOf(RIGHT_COMMENT, position + LEFT_COMMENT.length());
    if (end < 0) {
      return error("unclosed comment");
    }
    position = end + RIGHT_COMMENT.length();
    if (!atRightDelim()) {
      return error("comment ends before closing delimiter");
    }
    skipRightDelim();
    ignore();
    return null;
  }

  /** Moves past a right delimiter, and past the space that it trims. */
  private void skipRightDelim() {
    var trims = isTrimmingRightDelim(position);
    position += trims ? TRIM_MARKER_LENGTH + RIGHT_DELIM.length() : RIGHT_DELIM.length();
    while (trims && isSpaceAt(position)) {
      position++;
    }
  }

  private Token rightDelim() {
    if (isTrimmingRightDelim(position)) {
      position += TRIM_MARKER_LENGTH;
      ignore();
      position += RIGHT_DELIM.length();
      var token = emit(TokenType.RIGHT_DELIM);
      while (isSpaceAt(position)) {
        position++;
      }
      ignore();
      insideAction = false;
      return token;
    }
    position += RIGHT_DELIM.length();
    insideAction = false;
    return emit(TokenType.RIGHT_DELIM);
  }

  private Token insideAction() {
    if (atRightDelim()) {
      return parens == 0 ? rightDelim() : error("unclosed left paren");
    }
    var rune = nextRune();
    return switch (rune) {
      case EOF -> error("unclosed action");
      case ' ', '\t', '\r', '\n' -> space();
      case '=' -> emit(TokenType.ASSIGN);
      case ':' -> nextRune() == '=' ? emit(TokenType.DECLARE) : error("expected :=");
      case '|' -> emit(TokenType.PIPE);
      case '"' -> quoted('"', TokenType.STRING, "unterminated quoted string");
      case '\'' -> quoted('\'', TokenType.CHAR_CONSTANT, "unterminated character constant");
      case '`' -> rawQuoted();
      case '$' -> named(TokenType.VARIABLE, TokenType.VARIABLE);
      case '.' -> startsNumberBehindDot() ? number() : named(TokenType.FIELD, TokenType.DOT);
      case '+', '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
      case '(' -> {
        parens++;
        yield emit(TokenType.LEFT_PAREN);
      }
      case ')' -> --parens < 0 ? error("unexpected right paren") : emit(TokenType.RIGHT_PAREN);
      default -> {
        if (Runes.isAlphanumeric(rune)) {
          yield identifier();
        }
        yield rune < 0x80 && Runes.isPrint(rune)
            ? emit(TokenType.CHAR)
            : error("unrecognized character in action: " + Quoting.describe(rune));
      }
    };
  }

  private boolean startsNumberBehindDot() {
    return position >= input.length()
        || (input.charAt(position) >= '0' && input.charAt(position) <= '9');
  }

  /** Reads a run of spaces, the first of which is read; it may begin a trimming delimiter. */
  private Token space() {
    while (isSpace(peek())) {
      nextRune();
    }
    if (isTrimmingRightDelim(position - 1)) {
      backup(input.charAt(position - 1));
      if (position == start) {
        return rightDelim();
      }
    }
    return emit(TokenType.SPACE);
  }

  private Token quoted(char quote, TokenType type, String unterminated) {
    while (true) {
      var rune = nextRune();
      if (rune == '\\') {
        rune = nextRune();
        if (rune != EOF && rune != '\n') {
          continue;
        }
      }
      if (rune == EOF || rune == '\n') {
        return error(unterminated);
      }
      if (rune == quote) {
        return emit(type);
      }
    }
  }

  private Token rawQuoted() {
    while (true) {
      switch (nextRune()) {
        case EOF -> {
          return error("unterminated raw quoted string");
        }
        case '`' -> {
          return emit(TokenType.RAW_STRING);
        }
        default -> {} // part of the string
      }
    }
  }

  /** Returns the first rune that belongs to no identifier, which stays unread. */
  private int skipAlphanumeric() {
    while (true) {
      var rune = peek();
      if (!Runes.isAlphanumeric(rune)) {
        return rune;
      }
      nextRune();
    }
  }

  private Token identifier() {
    var behind = skipAlphanumeric();
    if (!atTerminator()) {
      return error("bad character " + Quoting.describe(behind));
    }
    var word = input.substring(start, position);
    if (word.equals("true") || word.equals("false")) {
      return emit(TokenType.BOOL);
    }
    return emit(KEYWORDS.getOrDefault(word, TokenType.IDENTIFIER));
  }

  /** Reads what follows a dot or a dollar sign. */
  private Token named(TokenType type, TokenType ifAlone) {
    if (atTerminator()) {
      return emit(ifAlone);
    }
    var behind = skipAlphanumeric();
    return atTerminator() ? emit(type) : error("bad character " + Quoting.describe(behind));
  }

  private boolean atTerminator() {
    return switch (peek()) {
      case EOF, ' ', '\t', '\r', '\n', '.', ',', '|', ':', ')', '(' -> true;
      default -> input.startsWith(RIGHT_DELIM, position);
    };
  }

  private Token number() {
    position = start;
    if (!scanNumber()) {
      return badNumber();
    }
    if (peek() == '+' || peek() == '-') {
      return scanNumber() && input.charAt(position - 1) == 'i'
          ? emit(TokenType.COMPLEX)
          : badNumber();
    }
    return emit(TokenType.NUMBER);
  }

  private Token badNumber() {
    return error("bad number syntax: " + Quoting.quote(input.substring(start, position)));
  }

  /** Reads what looks like a number; the parser checks it. */
  private boolean scanNumber() {
    accept("+-");
    var digits = "0123456789_";
    if (accept("0")) {
      if (accept("xX")) {
        digits = "0123456789abcdefABCDEF_";
      } else if (accept("oO")) {
        digits = "01234567_";
      } else if (accept("bB")) {
        digits = "01_";
      }
    }
    acceptRun(digits);
    if (accept(".")) {
      acceptRun(digits);
    }
    if ((digits.length() == 11 && accept("eE")) || (digits.length() == 23 && accept("pP"))) {
      accept("+-");
      acceptRun("0123456789_");
    }
    accept("i");
    if (Runes.isAlphanumeric(peek())) {
      nextRune();
      return false;
    }
    return true;
  }
}
