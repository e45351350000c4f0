package ai.kernelpanic09.core.template;

import ai.kernelpanic09.core.template.exec.MissingKey;
import ai.kernelpanic09.core.template.fault.TemplateSyntaxException;
import ai.kernelpanic09.core.template.limit.ParseLimits;
import ai.kernelpanic09.core.template.parse.Parser;
import ai.kernelpanic09.core.template.text.Utf8;

/** Parses the text of a prompt into a template that can be rendered. */
public final class PromptText {

  private PromptText() {}

  /**
   * Parses a text with {@link ParseLimits#DEFAULT}; a rendering that reads a name without a value
   * ends with an error.
   *
   * @param name the text's name in messages
   * @throws TemplateSyntaxException if the text is not a template, with line and column
   */
  public static ParsedTemplate parse(String name, String text) throws TemplateSyntaxException {
    return parse(name, text, MissingKey.ERROR, ParseLimits.DEFAULT);
  }

  /** Parses a text; {@code missingKey} says what a rendering does where a value is missing. */
  public static ParsedTemplate parse(
      String name, String text, MissingKey missingKey, ParseLimits limits)
      throws TemplateSyntaxException {
    return new ParsedTemplate(
        Parser.parse(Utf8.bytesOf(name), Utf8.bytesOf(text), limits), missingKey);
  }
}
