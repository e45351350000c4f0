package ai.kernelpanic09.core.template.fault;

import java.io.Serial;

/** A template that cannot be rendered with the variables it got, or within its limits. */
public final class TemplateExecutionException extends TemplateException {

  @Serial private static final long serialVersionUID = 1L;

  private final boolean limitExceeded;

  /** Makes one with its whole message. */
  public TemplateExecutionException(
      String message, String template, int line, int column, boolean limitExceeded) {
    super(message, template, line, column);
    this.limitExceeded = limitExceeded;
  }

  /** Returns whether it was a limit of the rendering that ended it, and nothing that Go minds. */
  public boolean limitExceeded() {
    return limitExceeded;
  }
}
