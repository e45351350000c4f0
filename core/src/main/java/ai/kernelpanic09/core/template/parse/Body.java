package ai.kernelpanic09.core.template.parse;

import java.util.List;
import java.util.stream.Collectors;

/** The statements between an action and its end, or of a whole template. */
public record Body(int position, List<Statement> statements) implements Node {

  public Body {
    statements = List.copyOf(statements);
  }

  @Override
  public String source() {
    return statements.stream().map(Node::source).collect(Collectors.joining());
  }

  /** Returns whether it holds nothing but space. */
  public boolean isBlank() {
    return statements.stream()
        .allMatch(each -> each instanceof Statement.Text text && isSpace(text.bytes()));
  }

  private static boolean isSpace(String bytes) {
    return ai.kernelpanic09.core.template.text.Utf8.textOf(bytes)
        .codePoints()
        .allMatch(Body::isSpace);
  }

  /** Returns whether Unicode, and Go, take a rune for white space. */
  private static boolean isSpace(int rune) {
    return (rune >= '\t' && rune <= '\r')
        || rune == ' '
        || rune == 0x85
        || rune == 0xA0
        || rune == 0x1680
        || (rune >= 0x2000 && rune <= 0x200A)
        || rune == 0x2028
        || rune == 0x2029
        || rune == 0x202F
        || rune == 0x205F
        || rune == 0x3000;
  }
}
