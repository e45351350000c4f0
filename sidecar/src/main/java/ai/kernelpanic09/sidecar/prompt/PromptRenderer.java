package ai.kernelpanic09.sidecar.prompt;

import ai.kernelpanic09.core.failure.ErrorCode;
import ai.kernelpanic09.core.template.ParsedTemplate;
import ai.kernelpanic09.core.template.Variables;
import ai.kernelpanic09.core.template.Variables.Checked;
import ai.kernelpanic09.core.template.fault.TemplateExecutionException;
import ai.kernelpanic09.core.template.limit.RenderLimits;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import ai.kernelpanic09.sidecar.json.Blank;
import io.vertx.core.Future;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Renders prompts. Most take microseconds, so each is tried on the event loop, with limits that end
 * it after a fraction of a millisecond; one that needs more starts again on a thread of its own.
 */
public final class PromptRenderer {

  /**
   * Limits that end a rendering after a third of a millisecond, even of templates that are made to
   * be slow.
   */
  static final RenderLimits ON_THE_LOOP = new RenderLimits(64 << 10, 2_500, 200);

  private static final int MAX_LOOP_BYTES = 64 << 10;
  private static final int MAX_LOOP_VALUES = 500;

  /**
   * Each 16 bytes that are written or copied are a step, so a rendering makes no more than 10 MB of
   * texts on its way.
   */
  private static final long MAX_STEPS = 600_000;

  private final RenderPool pool;
  private final RenderLimits limits;

  /**
   * @param maxOutputBytes the most bytes of each of the two texts
   */
  PromptRenderer(RenderPool pool, int maxOutputBytes) {
    this.pool = pool;
    limits =
        RenderLimits.DEFAULT
            .withMaxSteps(MAX_STEPS)
            .withMaxOutputBytes(Math.min(maxOutputBytes, RenderLimits.DEFAULT.maxOutputBytes()));
  }

  /**
   * Checks the variables of a call, and fills them into the prompt.
   *
   * @param values the number of values that the variables consist of
   * @param bodyBytes size of the body that they came in
   * @return fails with a {@link CallFailure} that names every variable that is wrong
   */
  public Future<Rendered> render(
      LoadedPrompt prompt, Map<String, @Nullable Object> given, int values, int bodyBytes) {
    if (!prompt.hasPatterns() && values <= MAX_LOOP_VALUES && bodyBytes <= MAX_LOOP_BYTES) {
      try {
        return Future.succeededFuture(now(prompt, given, ON_THE_LOOP));
      } catch (TemplateExecutionException e) {
        if (!e.limitExceeded()) {
          return Future.failedFuture(failure(e));
        }
      } catch (CallFailure e) {
        return Future.failedFuture(e);
      }
    }
    return pool.run(
        prompt.template(),
        () -> {
          try {
            return now(prompt, given, limits);
          } catch (TemplateExecutionException e) {
            throw failure(e);
          }
        });
  }

  static Rendered now(LoadedPrompt prompt, Map<String, @Nullable Object> given, RenderLimits limits)
      throws TemplateExecutionException {
    var values =
        switch (Variables.check(prompt.variables(), given)) {
          case Checked.Accepted accepted -> accepted.values();
          case Checked.Refused refused ->
              throw new CallFailure(
                  ErrorCode.INVALID_REQUEST,
                  refused.problems().stream()
                      .map(each -> "variables." + each.variable() + ": " + each.message())
                      .collect(Collectors.joining("; ")));
        };
    var system = text(prompt.system(), values, limits);
    var text = prompt.text().render(values, limits);
    if (Blank.is(text)) {
      throw new CallFailure(
          ErrorCode.INVALID_REQUEST, "the prompt comes out empty with these variables");
    }
    return new Rendered(system, text);
  }

  private static @Nullable String text(
      @Nullable ParsedTemplate template, Map<String, Object> values, RenderLimits limits)
      throws TemplateExecutionException {
    if (template == null) {
      return null;
    }
    var text = template.render(values, limits);
    return Blank.is(text) ? null : text;
  }

  private static CallFailure failure(TemplateExecutionException e) {
    return new CallFailure(
        ErrorCode.INVALID_REQUEST, "the prompt can't be rendered: " + e.getMessage());
  }
}
