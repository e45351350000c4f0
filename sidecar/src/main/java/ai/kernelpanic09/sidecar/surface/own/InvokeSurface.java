package ai.kernelpanic09.sidecar.surface.own;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import ai.kernelpanic09.sidecar.surface.CallerAccess;
import ai.kernelpanic09.sidecar.surface.OwnForm;
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
  public void handle(HttpServerRequest request, EndpointName name) {
    OwnForm.Admitted by;
    try {
      by = form.admit(request);
    } catch (CallFailure e) {
      form.refuse(SURFACE, request, e);
      return;
    }
    request.pause();
    access
        .check(name, request)
        .onComplete(granted -> serve(by, granted), e -> form.refuse(SURFACE, request, e));
  }

  private void serve(OwnForm.Admitted by, CallerAccess.Granted granted) {
    var endpoint = granted.endpoint();
    form.body(by, form.limit(endpoint), bytes -> 0, body -> InvokeReader.read(body, by.memory()))
        .onComplete(
            read -> form.call(SURFACE, by, granted, read, answer -> {}),
            e -> form.fail(SURFACE, by.request(), endpoint.meters(), e));
  }
}
