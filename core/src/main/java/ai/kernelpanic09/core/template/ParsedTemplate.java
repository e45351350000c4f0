package ai.kernelpanic09.core.template;

import ai.kernelpanic09.core.template.exec.MissingKey;
import ai.kernelpanic09.core.template.exec.Renderer;
import ai.kernelpanic09.core.template.fault.TemplateExecutionException;
import ai.kernelpanic09.core.template.limit.RenderLimits;
import ai.kernelpanic09.core.template.parse.Templates;
import ai.kernelpanic09.core.template.text.Utf8;
import ai.kernelpanic09.core.template.value.Value;
import ai.kernelpanic09.core.template.value.Values;
import java.util.Map;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** A template, immutable, that any number of threads may render at the same time. */
public final class ParsedTemplate {

  private final Templates templates;
  private final MissingKey missingKey;

  ParsedTemplate(Templates templates, MissingKey missingKey) {
    this.templates = templates;
    this.missingKey = missingKey;
  }

  /**
   * Returns the text for some variables.
   *
   * <p>Go's strings are bytes, and a template can cut one within a character: what is no UTF-8 in
   * the end becomes U+FFFD here, and stays in {@link #renderBytes}.
   *
   * @param variables null, Boolean, Number, String, List and Map
   * @throws TemplateExecutionException if the template cannot be rendered with them, with line and
   *     column, or wants more than the limits allow
   * @throws IllegalArgumentException if a variable is no JSON value
   */
  public String render(Map<String, ?> variables, RenderLimits limits)
      throws TemplateExecutionException {
    return Utf8.textOf(renderData(variables, limits));
  }

  /** Returns the bytes of the text for some variables. */
  public byte[] renderBytes(Map<String, ?> variables, RenderLimits limits)
      throws TemplateExecutionException {
    return Utf8.array(renderData(variables, limits));
  }

  /** Returns the byte string for any JSON value. */
  String renderData(@Nullable Object data, RenderLimits limits) throws TemplateExecutionException {
    Value value;
    try {
      value = Values.of(data);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("a variable " + e.getMessage(), e);
    }
    return Renderer.render(templates, value, missingKey, limits);
  }

  /**
   * Returns the names of variables that the text reads from its data as far as they stand in it.
   *
   * <p>Names that only come up when it is rendered, as in {@code index . (print "a" "b")}, and all
   * that a template reads which is never invoked, are left out.
   */
  public SortedSet<String> fields() {
    return FieldsRead.of(templates);
  }
}
