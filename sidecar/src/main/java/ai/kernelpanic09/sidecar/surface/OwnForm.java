package ai.kernelpanic09.sidecar.surface;

import ai.kernelpanic09.core.failure.ErrorCode;
import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.call.CallAnswer;
import ai.kernelpanic09.sidecar.call.CallEngine;
import ai.kernelpanic09.sidecar.call.Patience;
import ai.kernelpanic09.sidecar.call.PromptOrigin;
import ai.kernelpanic09.sidecar.endpoint.EndpointMeters;
import ai.kernelpanic09.sidecar.endpoint.NanoClock;
import ai.kernelpanic09.sidecar.endpoint.ServedEndpoint;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.surface.own.ErrorWriter;
import ai.kernelpanic09.sidecar.surface.own.InvokeAnswer;
import ai.kernelpanic09.sidecar.surface.own.InvokeReader;
import ai.kernelpanic09.sidecar.surface.own.InvokeStream;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the surfaces in this project's own form have in common: headers, bodies and answers. */
public final class OwnForm {

  private static final Logger LOG = LoggerFactory.getLogger(OwnForm.class);

  private static final int LARGE_BODY_BYTES = 256 << 10;

  /** What a call takes beside its body: connections, buffers, what is noted of it. */
  private static final long CALL_BYTES = 16 << 10;

  private static final String QUEUE_HEADER = "x-queue-timeout-ms";
  private static final String TIMEOUT_HEADER = "x-request-timeout-ms";
  private static final long MAX_DEADLINE_MILLIS = 3_600_000;

  private final Vertx vertx;
  private final CallEngine engine;
  private final EndpointMeters unknownEndpoint;
  private final SurfaceLimits limits;
  private final BytesInFlight inFlight;
  private final NanoClock clock;
  private int calls;

  public OwnForm(
      Vertx vertx,
      CallEngine engine,
      EndpointMeters unknownEndpoint,
      SurfaceLimits limits,
      NanoClock clock) {
    this.vertx = vertx;
    this.engine = engine;
    this.unknownEndpoint = unknownEndpoint;
    this.limits = limits;
    this.clock = clock;
    inFlight = new BytesInFlight(limits.maxBytesInFlight());
  }

  /** Reads a body of JSON. */
  @FunctionalInterface
  public interface Reader<T> {
    T read(ReceivedBytes body) throws InvalidRequestException;
  }

  /**
   * A request that is being served.
   *
   * @param patience how long its caller waits
   * @param memory what it takes, until its answer and its calls are over
   */
  public record Admitted(
      HttpServerRequest request, Patience patience, AnswerEnd end, RequestMemory memory) {}

  /**
   * Begins to serve a request.
   *
   * @throws CallFailure when its headers are wrong, or there are too many calls
   */
  public Admitted admit(HttpServerRequest request) {
    var patience = patience(request);
    requireJson(request);
    if (calls >= limits.maxCalls() || !inFlight.take(CALL_BYTES)) {
      throw new CallFailure(
          ErrorCode.OVERLOADED, "too many calls are being served: " + calls, 1_000L);
    }
    calls++;
    var memory =
        new RequestMemory(
            inFlight,
            () -> {
              calls--;
              inFlight.giveBack(CALL_BYTES);
            });
    var end = AnswerEnd.of(request.response());
    end.then(memory::letGo);
    return new Admitted(request, patience, end, memory);
  }

  /** How large a call's body may be. */
  public BodyLimit limit(ServedEndpoint endpoint) {
    return BodyLimit.of(endpoint, limits.servableBodyBytes());
  }

  /**
   * The body of a paused request.
   *
   * @param memory bytes that reading a body of so many takes beside it
   */
  public <T> Future<T> body(
      Admitted by, BodyLimit limit, IntToLongFunction memory, Reader<T> reader) {
    return BodyReader.read(
            vertx, by.request, inFlight, by.memory, limit, clock, limits.bodyMillis())
        .compose(
            body -> {
              try {
                hold(by, memory.applyAsLong(body.length()));
                return body.length() > LARGE_BODY_BYTES
                    ? aside(by, () -> checked(() -> reader.read(body)))
                    : Future.succeededFuture(checked(() -> reader.read(body)));
              } catch (CallFailure e) {
                return Future.failedFuture(e);
              }
            });
  }

  /** Works on what a request holds; its memory is not free before that ends, whoever has gone. */
  private <T> Future<T> aside(Admitted by, Callable<T> work) {
    by.memory.share();
    return vertx.executeBlocking(work, false).onComplete(over -> by.memory.letGo());
  }

  /** Something that is read of a request. */
  @FunctionalInterface
  public interface Reading<T> {
    T read() throws InvalidRequestException;
  }

  public static <T> T checked(Reading<T> reading) {
    try {
      return reading.read();
    } catch (InvalidRequestException e) {
      throw new CallFailure(ErrorCode.INVALID_REQUEST, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Counts bytes that a request takes beside its body, until it is served.
   *
   * @throws CallFailure when there are too many of all requests
   */
  public static void hold(Admitted by, long bytes) {
    if (!by.memory.more(bytes)) {
      throw new CallFailure(
          ErrorCode.OVERLOADED, "too many bytes of requests are being served", 1_000L);
    }
  }

  /**
   * Makes a call, and answers it.
   *
   * @param surface under which the answer is counted
   * @param answered told of an answer that was given
   */
  public void call(
      String surface,
      Admitted by,
      CallerAccess.Granted granted,
      InvokeReader.Read read,
      Consumer<CallAnswer> answered) {
    var meters = granted.endpoint().meters();
    var asked = read.request();
    var request = by.request;
    if (by.end.isOver()) {
      // Nothing has been spent on it.
      meters.answered(surface, ErrorCode.CALLER_GONE.text());
      return;
    }
    try {
      hold(by, asked.allocated());
    } catch (CallFailure e) {
      fail(surface, request, meters, e);
      return;
    }
    var stream = read.stream() ? stream(request, by.end, asked.origin()) : null;
    engine
        .call(granted.endpoint(), asked, granted.workload(), by.patience, by.end, stream)
        .onComplete(
            answer -> {
              meters.answered(surface, "OK");
              answered.accept(answer);
              if (stream == null) {
                InvokeAnswer.write(
                    request.response(),
                    answer.endpoint(),
                    InvokeAnswer.json(answer, asked.origin()));
              } else {
                stream.done(answer);
              }
            },
            e -> {
              var failure = asFailure(e);
              meters.answered(surface, failure.code().text());
              if (stream == null) {
                ErrorWriter.write(request.response(), failure);
              } else {
                stream.failed(failure);
              }
            });
  }

  private InvokeStream stream(
      HttpServerRequest request, AnswerEnd end, @Nullable PromptOrigin origin) {
    var heartbeat = new Heartbeat(vertx, clock, limits.heartbeatMillis());
    return new InvokeStream(request.response(), end, origin, heartbeat);
  }

  /** Answers a request whose body has been read. */
  public void fail(String surface, HttpServerRequest request, EndpointMeters meters, Throwable e) {
    var failure = asFailure(e);
    meters.answered(surface, failure.code().text());
    ErrorWriter.write(request.response(), failure);
  }

  /** Answers a request whose endpoint may not be called, or is not known. */
  public void refuse(String surface, HttpServerRequest request, Throwable e) {
    DiscardedBody.of(vertx, request);
    fail(surface, request, unknownEndpoint, e);
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
    var wait = millis(request, TIMEOUT_HEADER, 1, Patience.AS_LONG_AS_THE_ENDPOINT);
    var queue = millis(request, QUEUE_HEADER, 0, 0);
    return new Patience(now, wait, now + TimeUnit.MILLISECONDS.toNanos(queue));
  }

  private static long millis(
      HttpServerRequest request, String header, long min, long defaultValue) {
    var asked = request.getHeader(header);
    if (asked == null) {
      return defaultValue;
    }
    try {
      var millis = Long.parseLong(asked.strip());
      if (millis >= min && millis <= MAX_DEADLINE_MILLIS) {
        return millis;
      }
    } catch (NumberFormatException e) {
      // Refused below, as any other wrong value.
    }
    throw new CallFailure(
        ErrorCode.INVALID_REQUEST,
        header + ": must be a whole number between " + min + " and " + MAX_DEADLINE_MILLIS);
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
