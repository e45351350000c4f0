package ai.kernelpanic09.core.template.parse;

/** A part of a template's tree. */
public sealed interface Node permits Statement, Operand, Command, Body {

  /** Returns the index of the byte in the text at which messages place it. */
  int position();

  /** Returns its source form, for messages. */
  String source();
}
