package ai.kernelpanic09.sidecar.surface.own;

import ai.kernelpanic09.core.prompt.TemplateName;
import ai.kernelpanic09.sidecar.call.PromptOrigin;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.prompt.LoadedPrompt;
import ai.kernelpanic09.sidecar.prompt.Prompts;
import ai.kernelpanic09.sidecar.prompt.Rendered;
import ai.kernelpanic09.sidecar.prompt.TemplateHead;
import ai.kernelpanic09.sidecar.surface.CallerAccess;
import ai.kernelpanic09.sidecar.surface.Exchange;
import ai.kernelpanic09.sidecar.surface.Exchanges;
import ai.kernelpanic09.sidecar.surface.Route;
import ai.kernelpanic09.sidecar.surface.Surface;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;

/**
 * {@code POST /render/{namespace}/{template}}: a call whose messages come from a PromptTemplate. A
 * caller that may call the endpoint which the template references may render it; for an older
 * revision that references another endpoint it must be allowed to call that one too.
 */
public final class RenderSurface implements Surface {

  /**
   * A request to render may have one part in this many of a call's body limit, for its variables
   * lie in memory three times: in the body, as values, and in the rendered text.
   */
  private static final int BODY_PART = 3;

  /** A rendered character takes up to two bytes as text, and up to three in the call. */
  private static final long RENDERED_BYTES = 5;

  private final Exchanges exchanges;
  private final Prompts prompts;
  private final RenderMeters meters;

  public RenderSurface(Exchanges exchanges, Prompts prompts, RenderMeters meters) {
    this.exchanges = exchanges;
    this.prompts = prompts;
    this.meters = meters;
  }

  /**
   * A rendered prompt.
   *
   * @param granted the permission to call the prompt's endpoint, which may differ from the
   *     template's present one
   */
  private record Ready(
      RenderReader.Asked asked,
      LoadedPrompt prompt,
      CallerAccess.Granted granted,
      Rendered rendered) {

    PromptOrigin origin() {
      return new PromptOrigin(prompt.template(), prompt.revision());
    }
  }

  @Override
  public String path() {
    return "/render/{namespace}/{name}";
  }

  @Override
  public void handle(HttpServerRequest request, Route route) {
    var exchange = exchanges.begin("render", ErrorWriter.FORM, request);
    var name = exchange.isPost() ? RequestPath.name(exchange, path(), route.rest()) : null;
    if (name != null && exchange.admit()) {
      prompts
          .head(new TemplateName(name.namespace(), name.name()), exchange::mayAsk)
          .compose(
              head ->
                  exchange
                      .access(head.endpoint())
                      .map(
                          granted -> {
                            exchange.enter(granted);
                            return head;
                          }))
          .onComplete(head -> serve(exchange, head), exchange::refuse);
    }
  }

  private void serve(Exchange exchange, TemplateHead head) {
    // Keeps the memory taken, for variables wait in line and are rendered even when the caller has
    // gone.
    var memory = exchange.memory();
    memory.share();
    exchange
        .body(exchange.limit().dividedBy(BODY_PART), RenderReader::memoryFor, RenderReader::read)
        .compose(asked -> render(exchange, head, asked))
        .onComplete(ready -> answer(exchange, ready), exchange::fail)
        .onComplete(over -> memory.letGo());
  }

  private Future<Ready> render(Exchange exchange, TemplateHead head, RenderReader.Asked asked) {
    return prompts
        .prompt(head, asked.revision())
        .compose(
            prompt ->
                access(exchange, prompt)
                    .compose(
                        granted ->
                            prompts
                                .renderer()
                                .render(
                                    prompt, asked.variables(), asked.values(), asked.bodyBytes())
                                .map(rendered -> new Ready(asked, prompt, granted, rendered))));
  }

  private static Future<CallerAccess.Granted> access(Exchange exchange, LoadedPrompt prompt) {
    var granted = exchange.granted();
    return prompt.endpoint().equals(granted.endpoint().name())
        ? Future.succeededFuture(granted)
        : exchange.access(prompt.endpoint());
  }

  private void answer(Exchange exchange, Ready ready) {
    exchange.enter(ready.granted);
    InvokeReader.Read read;
    try {
      read = read(exchange, ready);
    } catch (CallFailure e) {
      exchange.fail(e);
      return;
    }
    var origin = ready.origin();
    if (ready.asked.dryRun()) {
      exchange.answered();
      InvokeAnswer.write(
          exchange.response(),
          ready.granted.endpoint().name(),
          InvokeAnswer.dryRun(ready.rendered, origin));
      return;
    }
    exchange
        .call(read.request(), OwnAnswers.of(exchange, read))
        .onSuccess(answer -> meters.rendered(origin, answer.cost()));
  }

  /** The call of a rendered prompt. */
  private static InvokeReader.Read read(Exchange exchange, Ready ready) {
    var system = ready.rendered.system();
    var text = ready.rendered.text();
    var characters = (long) text.length() + (system == null ? 0 : system.length());
    exchange.hold(RENDERED_BYTES * characters);
    try {
      var read = ready.asked.call(system, text, exchange.memory());
      return new InvokeReader.Read(read.request().from(ready.origin()), read.stream());
    } catch (InvalidRequestException e) {
      throw Exchange.invalid(e);
    }
  }
}
