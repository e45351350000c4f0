package ai.kernelpanic09.sidecar.surface;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.sidecar.converse.ConverseRequest;
import ai.kernelpanic09.sidecar.converse.InvalidRequestException;
import ai.kernelpanic09.sidecar.converse.InvokeReader;
import ai.kernelpanic09.sidecar.endpoint.EndpointMeters;
import ai.kernelpanic09.sidecar.endpoint.NanoClock;
import ai.kernelpanic09.sidecar.engine.CallAnswer;
import ai.kernelpanic09.sidecar.engine.CallEngine;
import ai.kernelpanic09.sidecar.engine.CallFailure;
import ai.kernelpanic09.sidecar.engine.ErrorCode;
import ai.kernelpanic09.sidecar.engine.Patience;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code POST /invoke/{namespace}/{name}}: a call in this project's own form. */
public final class InvokeSurface {

  private static final Logger LOG = LoggerFactory.getLogger(InvokeSurface.class);

  private static final String SURFACE = "invoke";
  private static final int LARGE_BODY_BYTES = 256 << 10;
  private static final String QUEUE_HEADER = "x-queue-timeout-ms";
  private static final String TIMEOUT_HEADER = "x-request-timeout-ms";
  private static final long LONGEST_DEADLINE_MILLIS = 3_600_000;

  private final Vertx vertx;
  private final CallEngine engine;
  private final CallerAccess access;
  private final EndpointMeters unknownEndpoint;
  private final SurfaceLimits limits;
  private final BytesInFlight inFlight;
  private final NanoClock clock;

  public InvokeSurface(
      Vertx vertx,
      CallEngine engine,
      CallerAccess access,
      EndpointMeters unknownEndpoint,
      SurfaceLimits limits,
      NanoClock clock) {
    this.vertx = vertx;
    this.engine = engine;
    this.access = access;
    this.unknownEndpoint = unknownEndpoint;
    this.limits = limits;
    this.clock = clock;
    inFlight = new BytesInFlight(limits.mostBytesInFlight());
  }

  /** Serves a request of the path {@code /invoke/…}. */
  void handle(HttpServerRequest request, EndpointName name) {
    Patience patience;
    try {
      patience = patience(request);
      requireJson(request);
    } catch (CallFailure e) {
      refuse(request, unknownEndpoint, e);
      return;
    }
    request.pause();
    access
        .check(name, request)
        .onComplete(
            granted -> serve(request, granted, patience), e -> refuse(request, unknownEndpoint, e));
  }

  private void serve(HttpServerRequest request, CallerAccess.Granted granted, Patience patience) {
    var meters = granted.endpoint().meters();
    var end = AnswerEnd.of(request.response());
    BodyReader.read(vertx, request, inFlight, limits.mostBodyBytes(), limits.bodyMillis(), end)
        .compose(this::parse)
        .onComplete(
            read -> {
              if (read.stream()) {
                stream(request, granted, read.request(), patience, end);
              } else {
                call(request, granted, read.request(), patience);
              }
            },
            e -> fail(request, meters, asFailure(e)));
  }

  private void call(
      HttpServerRequest request,
      CallerAccess.Granted granted,
      ConverseRequest asked,
      Patience patience) {
    var meters = granted.endpoint().meters();
    engine
        .call(granted.endpoint(), asked, granted.workload(), patience, null)
        .onComplete(
            answer -> answer(request, meters, answer), e -> fail(request, meters, asFailure(e)));
  }

  private void stream(
      HttpServerRequest request,
      CallerAccess.Granted granted,
      ConverseRequest asked,
      Patience patience,
      AnswerEnd end) {
    var meters = granted.endpoint().meters();
    var stream = new InvokeStream(request.response(), end);
    engine
        .call(granted.endpoint(), asked, granted.workload(), patience, stream)
        .onComplete(
            answer -> {
              meters.answered(SURFACE, "OK");
              stream.done(answer);
            },
            e -> {
              var failure = asFailure(e);
              meters.answered(SURFACE, failure.code().text());
              stream.failed(failure);
            });
  }

  private static void fail(HttpServerRequest request, EndpointMeters meters, CallFailure failure) {
    meters.answered(SURFACE, failure.code().text());
    ErrorWriter.write(request.response(), failure);
  }

  private Future<InvokeReader.Read> parse(Buffer body) {
    if (body.length() > LARGE_BODY_BYTES) {
      return vertx.executeBlocking(() -> parseNow(body), false);
    }
    try {
      return Future.succeededFuture(parseNow(body));
    } catch (CallFailure e) {
      return Future.failedFuture(e);
    }
  }

  private static InvokeReader.Read parseNow(Buffer body) {
    try {
      return InvokeReader.read(body.getBytes());
    } catch (InvalidRequestException e) {
      throw new CallFailure(ErrorCode.INVALID_REQUEST, String.valueOf(e.getMessage()));
    }
  }

  private static void answer(HttpServerRequest request, EndpointMeters meters, CallAnswer answer) {
    meters.answered(SURFACE, "OK");
    var response = request.response();
    if (!response.ended() && !response.closed()) {
      response
          .putHeader("content-type", "application/json")
          .putHeader(InvokeAnswer.ENDPOINT_HEADER, answer.endpoint().toString());
      response.end(Buffer.buffer(InvokeAnswer.json(answer)));
    }
  }

  private void refuse(HttpServerRequest request, EndpointMeters meters, Throwable e) {
    var failure = asFailure(e);
    meters.answered(SURFACE, failure.code().text());
    BodyReader.discard(vertx, request);
    ErrorWriter.write(request.response(), failure);
  }

  private static CallFailure asFailure(Throwable e) {
    if (e instanceof CallFailure failure) {
      return failure;
    }
    LOG.error("event=call-broken error=\"{}\"", e.toString(), e);
    return new CallFailure(ErrorCode.UPSTREAM_ERROR, "the sidecar failed: see its log");
  }

  private Patience patience(HttpServerRequest request) {
    var now = clock.nanos();
    var deadline = millis(request, TIMEOUT_HEADER, 1, limits.deadlineMillis());
    var queue = millis(request, QUEUE_HEADER, 0, 0);
    return new Patience(
        now + TimeUnit.MILLISECONDS.toNanos(deadline), now + TimeUnit.MILLISECONDS.toNanos(queue));
  }

  private static long millis(HttpServerRequest request, String header, long least, long standard) {
    var asked = request.getHeader(header);
    if (asked == null) {
      return standard;
    }
    try {
      var millis = Long.parseLong(asked.strip());
      if (millis >= least && millis <= LONGEST_DEADLINE_MILLIS) {
        return millis;
      }
    } catch (NumberFormatException e) {
      // Refused below, as any other wrong value.
    }
    throw new CallFailure(
        ErrorCode.INVALID_REQUEST,
        header + ": must be a whole number between " + least + " and " + LONGEST_DEADLINE_MILLIS);
  }

  private static void requireJson(HttpServerRequest request) {
    var type = request.getHeader("content-type");
    if (type == null) {
      return;
    }
    var plain = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    if (!plain.equals("application/json") && !plain.endsWith("+json")) {
      throw new CallFailure(
          ErrorCode.INVALID_REQUEST, "content-type: must be application/json, not " + plain);
    }
  }
}
