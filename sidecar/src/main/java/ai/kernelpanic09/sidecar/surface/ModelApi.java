package ai.kernelpanic09.sidecar.surface;

import ai.kernelpanic09.core.failure.ErrorCode;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the surface that a request of the model API is for, by its path or the beginning of it. */
public final class ModelApi implements Handler<HttpServerRequest> {

  private static final String QUIT = "/quitquitquit";

  private final Vertx vertx;
  private final List<Surface> surfaces;
  private final ErrorForms errors;
  private final RandomGenerator random;
  private final @Nullable PlaceholderCredentials credentials;
  private final @Nullable Runnable quit;

  /**
   * @param errors answer requests that no surface serves
   * @param credentials for AWS SDKs in the same pod; null where callers come from elsewhere
   * @param random makes ids of requests that have none
   * @param quit ends the process; null where callers may not do that
   */
  public ModelApi(
      Vertx vertx,
      List<Surface> surfaces,
      ErrorForms errors,
      @Nullable PlaceholderCredentials credentials,
      RandomGenerator random,
      @Nullable Runnable quit) {
    this.vertx = vertx;
    this.surfaces = List.copyOf(surfaces);
    this.errors = errors;
    this.credentials = credentials;
    this.random = random;
    this.quit = quit;
  }

  @Override
  public void handle(HttpServerRequest request) {
    var path = request.path();
    var authority = request.authority();
    var addressed =
        Route.read(path == null ? "" : path, authority == null ? null : authority.host());
    var surface = surface(addressed.path());
    if (surface != null) {
      var rest = addressed.path().substring(fixedPart(surface).length());
      surface.handle(request, new Route(rest, addressed.endpoint()));
      return;
    }
    AnswerHeaders.nameRequest(request.response(), RequestTrace.of(request, random));
    if (QUIT.equals(path) && quit != null) {
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
              + " here; paths are "
              + surfaces.stream().map(Surface::path).collect(Collectors.joining(", ")));
    }
  }

  private @Nullable Surface surface(String path) {
    for (var each : surfaces) {
      if (serves(each, path)) {
        return each;
      }
    }
    return null;
  }

  private static boolean serves(Surface surface, String path) {
    var fixed = fixedPart(surface);
    return fixed.length() == surface.path().length() ? path.equals(fixed) : path.startsWith(fixed);
  }

  /** The path up to its first brace; all of it where it has none. */
  private static String fixedPart(Surface surface) {
    var brace = surface.path().indexOf('{');
    return brace < 0 ? surface.path() : surface.path().substring(0, brace);
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
    answer(request, status, message);
  }

  /** Turns away a caller that may not call anything here. */
  void forbid(HttpServerRequest request, String message) {
    AnswerHeaders.nameRequest(request.response(), RequestTrace.of(request, random));
    DiscardedBody.of(vertx, request);
    errors
        .of(request)
        .write(request.response(), 403, new CallFailure(ErrorCode.NOT_ALLOWED, message));
  }

  /** Answers a message that is not valid HTTP, and closes its connection. */
  public void refuseBroken(HttpServerRequest request) {
    AnswerHeaders.nameRequest(request.response(), RequestTrace.of(request, random));
    switch (request.decoderResult().cause()) {
      case TooLongHttpHeaderException e -> answer(request, 431, "the headers are too large");
      case TooLongHttpLineException e -> answer(request, 414, "the request line is too long");
      case null, default -> answer(request, 400, "the request is not valid HTTP");
    }
    request.connection().close();
  }

  private void answer(HttpServerRequest request, int status, String message) {
    errors
        .of(request)
        .write(request.response(), status, new CallFailure(ErrorCode.INVALID_REQUEST, message));
  }
}
