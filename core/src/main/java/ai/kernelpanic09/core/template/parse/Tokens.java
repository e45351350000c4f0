package ai.kernelpanic09.core.template.parse;

/** Tokens, with a lookahead of three. */
final class Tokens {

  private final Lexer lexer;
  private final Token[] ahead = new Token[3];
  private int count;

  Tokens(Lexer lexer) {
    this.lexer = lexer;
    ahead[0] = new Token(TokenType.EOF, 0, "", 1);
  }

  Token next() {
    if (count > 0) {
      count--;
    } else {
      ahead[0] = lexer.next();
    }
    return ahead[count];
  }

  /** Gives back the last token. */
  void backup() {
    count++;
  }

  /** Gives back the last token and one before it. */
  void backup(Token before) {
    ahead[1] = before;
    count = 2;
  }

  /** Gives back the last token and two before it. */
  void backup(Token first, Token second) {
    ahead[1] = second;
    ahead[2] = first;
    count = 3;
  }

  Token peek() {
    if (count > 0) {
      return ahead[count - 1];
    }
    count = 1;
    ahead[0] = lexer.next();
    return ahead[0];
  }

  Token nextNonSpace() {
    while (true) {
      var token = next();
      if (token.type() != TokenType.SPACE) {
        return token;
      }
    }
  }

  Token peekNonSpace() {
    var token = nextNonSpace();
    backup();
    return token;
  }

  /** Returns the token that was read last from the text, at which Go's messages place an error. */
  Token latest() {
    return ahead[0];
  }
}
