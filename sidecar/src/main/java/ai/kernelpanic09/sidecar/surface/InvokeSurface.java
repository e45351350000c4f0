package ai.kernelpanic09.sidecar.surface;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.sidecar.converse.InvokeReader;
import ai.kernelpanic09.sidecar.engine.CallFailure;
import ai.kernelpanic09.sidecar.engine.Patience;
import io.vertx.core.http.HttpServerRequest;

/** {@code POST /invoke/{namespace}/{name}}: a call in this project's own form. */
public final class InvokeSurface {

  private static final String SURFACE = "invoke";

  private final OwnForm form;
  private final CallerAccess access;

  public InvokeSurface(OwnForm form, CallerAccess access) {
    this.form = form;
    this.access = access;
  }

  /** Serves a request of the path {@code /invoke/…}. */
  void handle(HttpServerRequest request, EndpointName name) {
    Patience patience;
    try {
      patience = form.admit(request);
    } catch (CallFailure e) {
      form.refuse(SURFACE, request, e);
      return;
    }
    request.pause();
    access
        .check(name, request)
        .onComplete(
            granted -> serve(request, granted, patience), e -> form.refuse(SURFACE, request, e));
  }

  private void serve(HttpServerRequest request, CallerAccess.Granted granted, Patience patience) {
    var end = AnswerEnd.of(request.response());
    form.body(request, form.limits().mostBodyBytes(), end, InvokeReader::read)
        .onComplete(
            read -> form.call(SURFACE, request, granted, read, patience, end, answer -> {}),
            e -> form.fail(SURFACE, request, granted.endpoint().meters(), e));
  }
}
