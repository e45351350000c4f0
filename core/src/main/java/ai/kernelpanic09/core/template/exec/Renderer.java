package ai.kernelpanic09.core.template.exec;

import ai.kernelpanic09.core.template.fault.TemplateExecutionException;
import ai.kernelpanic09.core.template.limit.LimitExceeded;
import ai.kernelpanic09.core.template.limit.Meter;
import ai.kernelpanic09.core.template.limit.RenderLimits;
import ai.kernelpanic09.core.template.parse.Templates;
import ai.kernelpanic09.core.template.value.Value;

/** Renders a parsed text with its data. */
public final class Renderer {

  private Renderer() {}

  /** Returns the output, a byte string. */
  public static String render(
      Templates templates, Value data, MissingKey missingKey, RenderLimits limits)
      throws TemplateExecutionException {
    var run = new Run(templates, missingKey, new Meter(limits));
    var frame = run.frame;
    frame.push("$", data);
    var body = templates.find(templates.name());
    if (body == null) {
      throw new IllegalStateException("a text always defines the template of its own name");
    }
    try {
      new Walker(run, frame).walk(data, body);
      return run.output.bytes();
    } catch (LimitExceeded e) {
      throw run.frame.error(String.valueOf(e.getMessage()), true);
    }
  }
}
