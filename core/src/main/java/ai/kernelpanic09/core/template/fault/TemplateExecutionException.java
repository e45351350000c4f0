package ai.kernelpanic09.core.template.fault;

import java.io.Serial;

/** A template that can't be rendered with its variables, or within its limits. */
public final class TemplateExecutionException extends TemplateException {

  @Serial private static final long serialVersionUID = 1L;

  private final boolean limitExceeded;

  /** Creates one with its whole message. */
  public TemplateExecutionException(
      String message, String template, int line, int column, boolean limitExceeded) {
    super(message, template, line, column);
    this.limitExceeded = limitExceeded;
  }

  /** Returns whether a limit ended the rendering, so that Go itself might render the template. */
  public boolean limitExceeded() {
    return limitExceeded;
  }
}
