package ai.kernelpanic09.core.template.parse;

import ai.kernelpanic09.core.template.fault.TemplateSyntaxException;
import ai.kernelpanic09.core.template.limit.ParseLimits;
import ai.kernelpanic09.core.template.text.Utf8;

/** A text that is being parsed, with the state that all templates in it share. */
final class Source {

  private final String name;
  private final String text;
  private final ParseLimits limits;
  private int depth;

  final Lexer lexer;
  final Templates.Collector templates = new Templates.Collector();

  Source(String name, String text, ParseLimits limits) {
    this.name = name;
    this.text = text;
    this.limits = limits;
    this.lexer = new Lexer(text);
  }

  String name() {
    return name;
  }

  String text() {
    return text;
  }

  boolean tooLong() {
    return text.length() > limits.maxTextBytes();
  }

  String longest() {
    return "exceeded maximum text of " + limits.maxTextBytes() + " bytes";
  }

  /** Goes one level deeper, and returns whether that is still allowed. */
  boolean enter() {
    return ++depth <= limits.maxDepth();
  }

  void leave() {
    depth--;
  }

  String deepest() {
    return "exceeded maximum depth of " + limits.maxDepth();
  }

  /** Returns an error at a token, with the column that Go leaves out. */
  TemplateSyntaxException error(Token at, String message) {
    var lineStart = at.position() == 0 ? 0 : text.lastIndexOf('\n', at.position() - 1) + 1;
    var column = at.position() - lineStart;
    return new TemplateSyntaxException(
        Utf8.textOf("template: " + name + ":" + at.line() + ":" + column + ": " + message),
        Utf8.textOf(name),
        at.line(),
        column);
  }
}
