package ai.kernelpanic09.sidecar.surface.own;

import ai.kernelpanic09.core.prompt.TemplateName;
import ai.kernelpanic09.sidecar.call.PromptOrigin;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import ai.kernelpanic09.sidecar.prompt.LoadedPrompt;
import ai.kernelpanic09.sidecar.prompt.Prompts;
import ai.kernelpanic09.sidecar.prompt.Rendered;
import ai.kernelpanic09.sidecar.prompt.TemplateHead;
import ai.kernelpanic09.sidecar.surface.CallerAccess;
import ai.kernelpanic09.sidecar.surface.OwnForm;
import ai.kernelpanic09.sidecar.surface.SurfaceLimits;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;

/**
 * {@code POST /render/{namespace}/{template}}: a call whose messages come from a PromptTemplate.
 * Whoever may call the endpoint that the template references may render it; where an older revision
 * references another endpoint, that one too.
 */
public final class RenderSurface {

  private static final String SURFACE = "render";

  /** A character of what is rendered takes two bytes at the most, and up to three in the call. */
  private static final long RENDERED_BYTES = 5;

  private final OwnForm form;
  private final CallerAccess access;
  private final Prompts prompts;
  private final RenderMeters meters;

  public RenderSurface(OwnForm form, CallerAccess access, Prompts prompts, RenderMeters meters) {
    this.form = form;
    this.access = access;
    this.prompts = prompts;
    this.meters = meters;
  }

  /** What a caller may render. */
  private record Case(OwnForm.Admitted admitted, TemplateHead head, CallerAccess.Granted granted) {

    HttpServerRequest request() {
      return admitted.request();
    }

    Case served(CallerAccess.Granted by) {
      return new Case(admitted, head, by);
    }
  }

  private record Ready(Case by, RenderReader.Asked asked, LoadedPrompt prompt, Rendered rendered) {}

  /** Serves a request of the path {@code /render/…}. */
  public void handle(HttpServerRequest request, TemplateName name) {
    OwnForm.Admitted admitted;
    try {
      admitted = form.admit(request);
    } catch (CallFailure e) {
      form.refuse(SURFACE, request, e);
      return;
    }
    request.pause();
    prompts
        .head(name)
        .compose(
            head ->
                access
                    .check(head.endpoint(), request)
                    .map(granted -> new Case(admitted, head, granted)))
        .onComplete(this::serve, e -> form.refuse(SURFACE, request, e));
  }

  private void serve(Case by) {
    var limit = form.limit(by.granted.endpoint()).dividedBy(SurfaceLimits.RENDER_PART);
    // Variables wait in line and are rendered whether or not the caller is still there.
    by.admitted.memory().share();
    form.body(by.admitted, limit, RenderReader::memoryFor, RenderReader::read)
        .compose(asked -> render(by, asked))
        .onComplete(
            this::answer, e -> form.fail(SURFACE, by.request(), by.granted.endpoint().meters(), e))
        .onComplete(over -> by.admitted.memory().letGo());
  }

  private Future<Ready> render(Case by, RenderReader.Asked asked) {
    return prompts
        .prompt(by.head, asked.revision())
        .compose(
            prompt ->
                granted(by, prompt)
                    .compose(
                        granted ->
                            prompts
                                .renderer()
                                .render(
                                    prompt, asked.variables(), asked.values(), asked.bodyBytes())
                                .map(
                                    rendered ->
                                        new Ready(by.served(granted), asked, prompt, rendered))));
  }

  private Future<CallerAccess.Granted> granted(Case by, LoadedPrompt prompt) {
    return prompt.endpoint().equals(by.granted.endpoint().name())
        ? Future.succeededFuture(by.granted)
        : access.check(prompt.endpoint(), by.request());
  }

  private void answer(Ready ready) {
    var by = ready.by;
    var origin = new PromptOrigin(ready.prompt.template(), ready.prompt.revision());
    InvokeReader.Read read;
    try {
      var text = ready.rendered;
      var system = text.system();
      var characters = (long) text.text().length() + (system == null ? 0 : system.length());
      OwnForm.hold(by.admitted, RENDERED_BYTES * characters);
      read = OwnForm.checked(() -> ready.asked.call(system, text.text(), by.admitted.memory()));
    } catch (CallFailure e) {
      form.fail(SURFACE, by.request(), by.granted.endpoint().meters(), e);
      return;
    }
    if (ready.asked.dryRun()) {
      by.granted.endpoint().meters().answered(SURFACE, "OK");
      InvokeAnswer.write(
          by.request().response(),
          by.granted.endpoint().name(),
          InvokeAnswer.dryRun(ready.rendered, origin));
      return;
    }
    form.call(
        SURFACE,
        by.admitted,
        by.granted,
        new InvokeReader.Read(read.request().from(origin), read.stream()),
        answer -> meters.rendered(origin, answer.cost()));
  }
}
