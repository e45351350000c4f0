package ai.kernelpanic09.sidecar.surface;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.failure.ErrorCode;
import ai.kernelpanic09.core.prompt.TemplateName;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import ai.kernelpanic09.sidecar.surface.own.ErrorWriter;
import ai.kernelpanic09.sidecar.surface.own.InvokeSurface;
import ai.kernelpanic09.sidecar.surface.own.RenderSurface;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Finds the surface that a request of the model API is for. */
public final class ModelApi implements Handler<HttpServerRequest> {

  private static final String INVOKE = "/invoke/";
  private static final String RENDER = "/render/";
  private static final String QUIT = "/quitquitquit";

  private final Vertx vertx;
  private final InvokeSurface invoke;
  private final RenderSurface render;
  private final @Nullable PlaceholderCredentials credentials;
  private final @Nullable Runnable quit;

  /**
   * @param credentials for AWS SDKs in the same pod; null where callers come from elsewhere
   * @param quit ends the process; null where callers may not do that
   */
  public ModelApi(
      Vertx vertx,
      InvokeSurface invoke,
      RenderSurface render,
      @Nullable PlaceholderCredentials credentials,
      @Nullable Runnable quit) {
    this.vertx = vertx;
    this.invoke = invoke;
    this.render = render;
    this.credentials = credentials;
    this.quit = quit;
  }

  @Override
  public void handle(HttpServerRequest request) {
    var path = request.path();
    if (path != null && path.startsWith(INVOKE)) {
      named(request, INVOKE, path, name -> invoke.handle(request, name));
    } else if (path != null && path.startsWith(RENDER)) {
      named(
          request,
          RENDER,
          path,
          name -> render.handle(request, new TemplateName(name.namespace(), name.name())));
    } else if (QUIT.equals(path) && quit != null) {
      quit(request, quit);
    } else if (PlaceholderCredentials.PATH.equals(path)
        && credentials != null
        && credentials.answers(request)) {
      return;
    } else {
      refuse(
          request,
          404,
          "there is no "
              + path
              + " here; calls go to POST /invoke/{namespace}/{name} or /render/{namespace}/{name}");
    }
  }

  private void named(
      HttpServerRequest request, String prefix, String path, Consumer<EndpointName> surface) {
    if (!request.method().equals(HttpMethod.POST)) {
      request.response().putHeader("allow", "POST");
      refuse(request, 405, "the method must be POST, not " + request.method());
      return;
    }
    EndpointName name;
    try {
      name = EndpointName.parse(path.substring(prefix.length()));
    } catch (IllegalArgumentException e) {
      refuse(request, 404, "the path must be " + prefix + "{namespace}/{name}");
      return;
    }
    surface.accept(name);
  }

  private void quit(HttpServerRequest request, Runnable end) {
    if (!request.method().equals(HttpMethod.POST)
        || !request.remoteAddress().hostAddress().equals(request.localAddress().hostAddress())) {
      refuse(request, 405, "only POST from within the pod ends the sidecar");
      return;
    }
    request.response().end("draining\n").onComplete(sent -> end.run());
  }

  private void refuse(HttpServerRequest request, int status, String message) {
    DiscardedBody.of(vertx, request);
    ErrorWriter.write(
        request.response(), status, new CallFailure(ErrorCode.INVALID_REQUEST, message));
  }

  /** Answers what is no request of HTTP at all. */
  public static void refuseBroken(HttpServerRequest request) {
    var cause = request.decoderResult().cause();
    var failure =
        switch (cause) {
          case TooLongHttpHeaderException e -> broken(431, "the headers are too large");
          case TooLongHttpLineException e -> broken(414, "the request line is too long");
          case null, default -> broken(400, "the request is not valid HTTP");
        };
    ErrorWriter.write(request.response(), failure.status, failure.failure);
    request.connection().close();
  }

  private record Broken(int status, CallFailure failure) {}

  private static Broken broken(int status, String message) {
    return new Broken(status, new CallFailure(ErrorCode.INVALID_REQUEST, message));
  }
}
