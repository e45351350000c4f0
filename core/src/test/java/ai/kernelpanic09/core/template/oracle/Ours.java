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

  static TemplateResult to(Case asked) {
    try {
      var templates = Parser.parse("main", asked.template(), ParseLimits.DEFAULT);
      var missingKey = MissingKey.valueOf(asked.missingKey().toUpperCase(Locale.ROOT));
      return new TemplateResult.Output(
          Renderer.render(templates, Values.of(asked.data()), missingKey, RenderLimits.DEFAULT));
    } catch (TemplateSyntaxException e) {
      return new TemplateResult.Fault("parse", message(e));
    } catch (TemplateExecutionException e) {
      return e.limitExceeded()
          ? new TemplateResult.TooMuch()
          : new TemplateResult.Fault("execute", message(e));
    } catch (RuntimeException | StackOverflowError e) {
      // An error of ours, to be reduced and shown like any other disagreement.
      return new TemplateResult.Fault("none", e + " " + List.of(e.getStackTrace()).getFirst());
    }
  }

  private static String message(TemplateException e) {
    return Utf8.bytesOf(String.valueOf(e.getMessage()));
  }

  /** Returns whether two answers are the same: the output, or the error with its message. */
  static boolean agree(TemplateResult ours, TemplateResult oracle) {
    return switch (ours) {
      case TemplateResult.TooMuch ignored -> true;
      case TemplateResult.Output ignored -> ours.equals(oracle);
      case TemplateResult.Fault fault ->
          oracle instanceof TemplateResult.Fault other
              && fault.phase().equals(other.phase())
              && sameMessage(fault, other);
    };
  }

  private static boolean sameMessage(TemplateResult.Fault ours, TemplateResult.Fault oracle) {
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
