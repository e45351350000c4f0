package ai.kernelpanic09.sidecar.surface;

import ai.kernelpanic09.core.account.Gate;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.failure.ErrorCode;
import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.call.CallEngine;
import ai.kernelpanic09.sidecar.endpoint.EndpointMeters;
import ai.kernelpanic09.sidecar.endpoint.NanoClock;
import ai.kernelpanic09.sidecar.endpoint.ServedEndpoint;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * The parts that the exchanges of all surfaces share: the bounds of their number and memory, the
 * engine that makes their calls, and the check of their callers. Owned by the event loop.
 */
public final class Exchanges {

  /** Memory that a call takes beside its body: connections, buffers, and notes on its content. */
  private static final long CALL_BYTES = 16 << 10;

  private final Vertx vertx;
  private final CallEngine engine;
  private final CallerAccess access;
  private final EndpointMeters unknownEndpoint;
  private final SurfaceLimits limits;
  private final NanoClock clock;
  private final RandomGenerator random;
  private final BytesInFlight inFlight;
  private final Map<String, SourceShare> shares = new HashMap<>();
  private final SourceShare onlyShare = SourceShare.unbounded();
  private int calls;

  /**
   * @param unknownEndpoint counts the answers to requests that reach no endpoint
   * @param random makes ids of requests that have none
   */
  public Exchanges(
      Vertx vertx,
      CallEngine engine,
      CallerAccess access,
      EndpointMeters unknownEndpoint,
      SurfaceLimits limits,
      NanoClock clock,
      RandomGenerator random) {
    this.vertx = vertx;
    this.engine = engine;
    this.access = access;
    this.unknownEndpoint = unknownEndpoint;
    this.limits = limits;
    this.clock = clock;
    this.random = random;
    inFlight = new BytesInFlight(limits.maxBytesInFlight());
  }

  /**
   * Begins an exchange on a surface whose clients read no headers of rates; see {@link
   * #begin(String, ErrorForm, RateHeaders, HttpServerRequest)}.
   */
  public Exchange begin(String surface, ErrorForm errors, HttpServerRequest request) {
    return begin(surface, errors, RateHeaders.NONE, request);
  }

  /**
   * Begins an exchange, which takes no place or memory before it is admitted.
   *
   * @param surface the name under which its answer is counted
   * @param errors writes its failures
   * @param rates tells what is left of the endpoint's rates
   */
  public Exchange begin(
      String surface, ErrorForm errors, RateHeaders rates, HttpServerRequest request) {
    return new Exchange(this, surface, errors, rates, request, RequestTrace.of(request, random));
  }

  /**
   * Takes one of the places for calls that may be served at once, until its memory is let go of.
   *
   * @throws CallFailure when there are too many already
   */
  RequestMemory take(HttpServerRequest request) {
    var source = access.source(request);
    var share =
        source == null
            ? onlyShare
            : shares.getOrDefault(source, SourceShare.bounded(limits.servableBodyBytes()));
    if (!share.mayBegin(limits.maxCalls() - calls)) {
      throw new CallFailure(
          ErrorCode.OVERLOADED, "too many calls of this caller are being served", 1_000L);
    }
    if (calls >= limits.maxCalls() || !inFlight.take(CALL_BYTES)) {
      throw new CallFailure(
          ErrorCode.OVERLOADED, "too many calls are being served: " + calls, 1_000L);
    }
    calls++;
    share.begins();
    if (source != null) {
      shares.put(source, share);
    }
    return new RequestMemory(
        inFlight,
        share,
        () -> {
          calls--;
          share.ends();
          if (source != null && share.isIdle()) {
            shares.remove(source);
          }
          inFlight.giveBack(CALL_BYTES);
        });
  }

  Future<CallerAccess.Granted> access(EndpointName name, HttpServerRequest request) {
    return access.check(name, request);
  }

  boolean mayAsk(HttpServerRequest request) {
    return access.mayAsk(request);
  }

  List<ServedEndpoint> offered() {
    return access.offered();
  }

  /**
   * The limit of a call whose caller can't be checked before its body is read. Until it is let in,
   * it counts among those of callers that are not known.
   *
   * @throws CallFailure when these hold too much already
   */
  BodyLimit limitBeforeCheck(HttpServerRequest request, RequestMemory memory) {
    var limit = limit();
    if (access.isKnown(request)) {
      return limit;
    }
    if (!memory.unknown(CALL_BYTES)) {
      throw new CallFailure(
          ErrorCode.OVERLOADED, "too many calls of unknown callers are being served", 1_000L);
    }
    var most = BytesInFlight.maxUnknownBytes(limits.maxBytesInFlight()) - CALL_BYTES;
    return most < limit.bytes() ? BodyLimit.ofUnknown((int) most) : limit;
  }

  /** The limit of a call to whichever endpoint. */
  BodyLimit limit() {
    return BodyLimit.of(limits.servableBodyBytes());
  }

  BodyLimit limit(ServedEndpoint endpoint) {
    return BodyLimit.of(endpoint, limits.servableBodyBytes());
  }

  Future<ReceivedBytes> receive(HttpServerRequest request, RequestMemory memory, BodyLimit limit) {
    return BodyReader.read(vertx, request, inFlight, memory, limit, clock, limits);
  }

  /** Does work on a worker thread: one at a time, for what it takes of memory is not counted. */
  <T> Future<T> aside(Callable<T> work) {
    return vertx.executeBlocking(work, true);
  }

  void discardBody(HttpServerRequest request) {
    DiscardedBody.of(vertx, request);
  }

  SilenceTimer silence() {
    return new SilenceTimer(vertx, clock, limits.heartbeatMillis());
  }

  /** See {@link Exchange#known}. */
  Future<Void> known(ServedEndpoint endpoint) {
    if (endpoint.gate().limits() != null || endpoint.answered().isComplete()) {
      return Future.succeededFuture();
    }
    var known = Promise.<Void>promise();
    var timer =
        vertx.setTimer(
            TimeUnit.NANOSECONDS.toMillis(Gate.PATIENCE_NANOS), id -> known.tryComplete());
    endpoint.answered().onComplete(told -> known.tryComplete());
    engine.askOperator(endpoint);
    return known.future().onComplete(done -> vertx.cancelTimer(timer));
  }

  CallEngine engine() {
    return engine;
  }

  EndpointMeters unknownEndpoint() {
    return unknownEndpoint;
  }

  long nowNanos() {
    return clock.nanos();
  }
}
