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

/** An immutable template, which any number of threads may render at the same time. */
public final class ParsedTemplate {

  private final Templates templates;
  private final MissingKey missingKey;

  ParsedTemplate(Templates templates, MissingKey missingKey) {
    this.templates = templates;
    this.missingKey = missingKey;
  }

  /**
   * Renders the template with {@code variables}.
   *
   * <p>Go's strings are bytes, and a template can cut one within a character: bytes that are not
   * UTF-8 in the end become U+FFFD here, and stay as they are in {@link #renderBytes}.
   *
   * @param variables null, Boolean, Number, String, List and Map
   * @throws TemplateExecutionException if the template cannot be rendered with them, with line and
   *     column, or exceeds the limits
   * @throws IllegalArgumentException if a variable is not a JSON value
   */
  public String render(Map<String, ?> variables, RenderLimits limits)
      throws TemplateExecutionException {
    return Utf8.textOf(renderData(variables, limits));
  }

  /** Renders the template with {@code variables} to bytes. */
  public byte[] renderBytes(Map<String, ?> variables, RenderLimits limits)
      throws TemplateExecutionException {
    return Utf8.array(renderData(variables, limits));
  }

  /** Renders the template with any JSON value as data; returns a byte string. */
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
   * Returns the names of the variables that the text reads, as far as they are written in it.
   *
   * <p>Names that a rendering computes, as in {@code index . (print "a" "b")}, are left out, and so
   * are names that only templates without an invocation read.
   */
  public SortedSet<String> fields() {
    return FieldsRead.of(templates);
  }
}
