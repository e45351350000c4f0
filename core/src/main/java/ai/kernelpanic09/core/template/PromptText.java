package ai.kernelpanic09.core.template;

import ai.kernelpanic09.core.template.exec.MissingKey;
import ai.kernelpanic09.core.template.fault.TemplateSyntaxException;
import ai.kernelpanic09.core.template.limit.ParseLimits;
import ai.kernelpanic09.core.template.parse.Parser;
import ai.kernelpanic09.core.template.text.Utf8;

/** The way in: from the text of a prompt to a template that can be rendered. */
public final class PromptText {

  private PromptText() {}

  /**
   * Parses a text with {@link ParseLimits#DEFAULT}; a rendering that meets a name for which there
   * is no value ends with an error.
   *
   * @param name what messages call the text
   * @throws TemplateSyntaxException if the text is no template, with line and column
   */
  public static ParsedTemplate parse(String name, String text) throws TemplateSyntaxException {
    return parse(name, text, MissingKey.ERROR, ParseLimits.DEFAULT);
  }

  /** Parses a text whose missing values are dealt with in a certain way. */
  public static ParsedTemplate parse(
      String name, String text, MissingKey missingKey, ParseLimits limits)
      throws TemplateSyntaxException {
    return new ParsedTemplate(
        Parser.parse(Utf8.bytesOf(name), Utf8.bytesOf(text), limits), missingKey);
  }
}
