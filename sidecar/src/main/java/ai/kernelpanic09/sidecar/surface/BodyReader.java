package ai.kernelpanic09.sidecar.surface;

import ai.kernelpanic09.core.failure.ErrorCode;
import ai.kernelpanic09.sidecar.body.Chunk;
import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.endpoint.NanoClock;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request's body within bounds of size, time and memory. When there is no room for more of
 * it, reading pauses for a while, which holds up the sender.
 */
final class BodyReader implements BytesInFlight.Incoming {

  private static final long RETRY_MILLIS = 100;

  /** The largest size of a body that counts as small. */
  private static final long SMALL_BYTES = 64 << 10;

  /** A body of which nothing has come for this long loses its claim on room. */
  private static final long STALLED_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** A body that comes more slowly than this loses its claim on room too. */
  private static final long MIN_BYTES_PER_SECOND = 64 << 10;

  /** Room that may be lost at the ends of segments. */
  private static final long SLACK_BYTES = 8 << 10;

  private final Vertx vertx;
  private final HttpServerRequest request;
  private final BytesInFlight inFlight;
  private final RequestMemory memory;
  private final BodyLimit limit;
  private final NanoClock clock;
  private final SurfaceLimits limits;
  private final Promise<ReceivedBytes> body = Promise.promise();
  private ReceivedBytes received = new ReceivedBytes();
  private @Nullable Buffer pending;
  private long announced;
  private boolean large;
  private long lastPartNanos;

  /** Since when, and with how many bytes received, the sender has not been held up by us. */
  private long flowingSinceNanos;

  private long flowingSinceBytes;
  private boolean waited;
  private long waitedMillis;
  private long timer = -1;
  private long waitTimer = -1;

  private BodyReader(
      Vertx vertx,
      HttpServerRequest request,
      BytesInFlight inFlight,
      RequestMemory memory,
      BodyLimit limit,
      NanoClock clock,
      SurfaceLimits limits) {
    this.vertx = vertx;
    this.request = request;
    this.inFlight = inFlight;
    this.memory = memory;
    this.limit = limit;
    this.clock = clock;
    this.limits = limits;
    lastPartNanos = clock.nanos();
    flowingSinceNanos = lastPartNanos;
  }

  /**
   * Reads the body of a paused request.
   *
   * @param memory counts the body's bytes
   * @return fails with a {@link CallFailure}
   */
  static Future<ReceivedBytes> read(
      Vertx vertx,
      HttpServerRequest request,
      BytesInFlight inFlight,
      RequestMemory memory,
      BodyLimit limit,
      NanoClock clock,
      SurfaceLimits limits) {
    return new BodyReader(vertx, request, inFlight, memory, limit, clock, limits).start();
  }

  private Future<ReceivedBytes> start() {
    request.exceptionHandler(
        e -> fail(new CallFailure(ErrorCode.INVALID_REQUEST, "the body was cut off")));
    request.handler(this::part);
    request.endHandler(end -> complete());
    announced = announced();
    if (announced > limit.bytes()) {
      fail(limit.exceeded());
    } else {
      received = new ReceivedBytes((int) announced);
      countAsLarge(announced);
      timer = vertx.setTimer(limits.bodyMillis(), id -> fail(waited ? overloaded() : tooSlow()));
      if ("100-continue".equalsIgnoreCase(request.getHeader("expect"))) {
        request.response().writeContinue();
      }
      request.resume();
    }
    return body.future();
  }

  private long announced() {
    var length = request.getHeader("content-length");
    try {
      return length == null ? 0 : Math.max(0, Long.parseLong(length.strip()));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private void countAsLarge(long size) {
    if (!large && size > SMALL_BYTES) {
      large = true;
      inFlight.begins(this);
    }
  }

  private void part(Buffer part) {
    lastPartNanos = clock.nanos();
    var size = (long) received.length() + part.length();
    countAsLarge(size);
    if (size > limit.bytes()) {
      fail(limit.exceeded());
    } else if (!take(part)) {
      await(part);
    }
  }

  private boolean take(Buffer part) {
    var bytes = received.allocatedWith(part.length()) - received.allocated();
    if (!(large ? memory.more(this, bytes) : memory.more(bytes))) {
      return false;
    }
    received.append(Chunk.bytes(part));
    return true;
  }

  private void await(Buffer part) {
    if (!inFlight.await(this)) {
      fail(overloaded());
      return;
    }
    request.pause();
    pending = part;
    waited = true;
    waitedMillis = 0;
    waitTimer = vertx.setPeriodic(RETRY_MILLIS, id -> retry());
  }

  private void retry() {
    if (tryAgain()) {
      inFlight.stopsWaiting(this);
      return;
    }
    waitedMillis += RETRY_MILLIS;
    if (waitedMillis > limits.bodyWaitMillis()) {
      fail(overloaded());
    }
  }

  @Override
  public boolean tryAgain() {
    var part = pending;
    if (part != null) {
      if (!take(part)) {
        return false;
      }
      pending = null;
      lastPartNanos = clock.nanos();
      flowingSinceNanos = lastPartNanos;
      flowingSinceBytes = received.length();
      vertx.cancelTimer(waitTimer);
      // Not at once: this may be the loop over all waiting bodies, and more of this one may be
      // there already.
      vertx.runOnContext(next -> request.resume());
    }
    return true;
  }

  @Override
  public long missing() {
    if (pending == null && isStalled()) {
      return 0;
    }
    var whole = announced > 0 ? announced : limit.bytes();
    return Math.max(0, whole - received.length()) + SLACK_BYTES;
  }

  private boolean isStalled() {
    var now = clock.nanos();
    var flowing = now - flowingSinceNanos;
    var expected = flowing / (double) TimeUnit.SECONDS.toNanos(1) * MIN_BYTES_PER_SECOND;
    return now - lastPartNanos > STALLED_NANOS
        || (flowing > STALLED_NANOS && received.length() - flowingSinceBytes < expected);
  }

  @Override
  public SourceShare share() {
    return memory.source();
  }

  private void complete() {
    over();
    body.tryComplete(received);
  }

  private void fail(CallFailure failure) {
    over();
    if (body.tryFail(failure)) {
      DiscardedBody.of(vertx, request);
    }
  }

  private void over() {
    vertx.cancelTimer(timer);
    vertx.cancelTimer(waitTimer);
    pending = null;
    inFlight.ends(this);
  }

  private static CallFailure overloaded() {
    return new CallFailure(
        ErrorCode.OVERLOADED, "too many bytes of requests are being served", 1_000L);
  }

  private CallFailure tooSlow() {
    return new CallFailure(
        ErrorCode.INVALID_REQUEST, "the body did not arrive within " + limits.bodyMillis() + " ms");
  }
}
