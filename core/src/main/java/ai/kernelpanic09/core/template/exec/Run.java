package ai.kernelpanic09.core.template.exec;

import ai.kernelpanic09.core.template.format.Sink;
import ai.kernelpanic09.core.template.limit.Meter;
import ai.kernelpanic09.core.template.parse.Templates;

/** The state that all templates of one rendering share. */
final class Run {

  final Templates templates;
  final MissingKey missingKey;
  final Meter meter;
  final Sink output;

  /** The template that is running, for a message about a limit. */
  StackFrame frame;

  Run(Templates templates, MissingKey missingKey, Meter meter) {
    this.templates = templates;
    this.missingKey = missingKey;
    this.meter = meter;
    this.output = new Sink(meter);
    this.frame = new StackFrame(this, templates.name());
  }
}
