package ai.kernelpanic09.core.template.fault;

import java.io.Serial;

/**
 * An error of a template, in the words of Go's text/template.
 *
 * <p>Long messages are cut to {@value #MAX_MESSAGE_CHARS} characters, so that an answer that
 * carries one stays small.
 */
public abstract sealed class TemplateException extends Exception
    permits TemplateSyntaxException, TemplateExecutionException {

  /** Greatest length of a message. */
  public static final int MAX_MESSAGE_CHARS = 2_000;

  @Serial private static final long serialVersionUID = 1L;

  private final String template;
  private final int line;
  private final int column;

  TemplateException(String message, String template, int line, int column) {
    super(message.length() > MAX_MESSAGE_CHARS ? cut(message) : message, null, false, false);
    this.template = template;
    this.line = line;
    this.column = column;
  }

  private static String cut(String message) {
    return message.substring(0, MAX_MESSAGE_CHARS - 1) + "…";
  }

  /** Returns the name under which the text was parsed. */
  public String template() {
    return template;
  }

  /** Returns the line, from 1. */
  public int line() {
    return line;
  }

  /** Returns the number of bytes before the place on its line, as Go counts columns. */
  public int column() {
    return column;
  }
}
