package ai.kernelpanic09.core.template.fault;

import java.io.Serial;

/** A text that is not a template. */
public final class TemplateSyntaxException extends TemplateException {

  @Serial private static final long serialVersionUID = 1L;

  /** Creates one with its whole message. */
  public TemplateSyntaxException(String message, String template, int line, int column) {
    super(message, template, line, column);
  }
}
