package ai.kernelpanic09.core.template.oracle;

import ai.kernelpanic09.core.template.exec.MissingKey;
import ai.kernelpanic09.core.template.exec.Renderer;
import ai.kernelpanic09.core.template.fault.TemplateException;
import ai.kernelpanic09.core.template.fault.TemplateExecutionException;
import ai.kernelpanic09.core.template.fault.TemplateSyntaxException;
import ai.kernelpanic09.core.template.limit.ParseLimits;
import ai.kernelpanic09.core.template.limit.RenderLimits;
import ai.kernelpanic09.core.template.parse.Parser;
import ai.kernelpanic09.core.template.text.Utf8;
import ai.kernelpanic09.core.template.value.Values;
import java.util.List;
import java.util.Locale;

/** Our own answers. */
final class Ours {

  private Ours() {}

  static Answer to(Case asked) {
    try {
      var templates = Parser.parse("main", asked.template(), ParseLimits.DEFAULT);
      var missingKey = MissingKey.valueOf(asked.missingKey().toUpperCase(Locale.ROOT));
      return new Answer.Output(
          Renderer.render(templates, Values.of(asked.data()), missingKey, RenderLimits.DEFAULT));
    } catch (TemplateSyntaxException e) {
      return new Answer.Fault("parse", message(e));
    } catch (TemplateExecutionException e) {
      return e.limitExceeded() ? new Answer.TooMuch() : new Answer.Fault("execute", message(e));
    } catch (RuntimeException | StackOverflowError e) {
      // An error of ours, to be reduced and shown like any other disagreement.
      return new Answer.Fault("none", e + " " + List.of(e.getStackTrace()).getFirst());
    }
  }

  private static String message(TemplateException e) {
    return Utf8.bytesOf(String.valueOf(e.getMessage()));
  }

  /** Returns whether two answers are the same: the output, or the error with its message. */
  static boolean agree(Answer ours, Answer oracle) {
    return switch (ours) {
      case Answer.TooMuch ignored -> true;
      case Answer.Output ignored -> ours.equals(oracle);
      case Answer.Fault fault ->
          oracle instanceof Answer.Fault other
              && fault.phase().equals(other.phase())
              && sameMessage(fault, other);
    };
  }

  private static boolean sameMessage(Answer.Fault ours, Answer.Fault oracle) {
    var message = ours.message();
    if (ours.phase().equals("parse")) {
      // Go names only the line.
      message = message.replaceFirst("^template: main:(\\d+):\\d+: ", "template: main:$1: ");
    }
    var other = Utf8.bytesOf(Utf8.textOf(oracle.message()));
    var cut = Utf8.bytesOf("…");
    return message.endsWith(cut)
        ? other.startsWith(message.substring(0, message.length() - cut.length()))
        : message.equals(other);
  }
}
