package ai.kernelpanic09.webhook.body;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Receives the body of one request. A body that is too large, or for which there is no room, is
 * read to its end and discarded, and then answered: most clients read the answer only after they
 * have sent everything, and take an earlier close for a network fault. A body that does not end in
 * time loses its connection.
 */
public final class BodyReceiver {

  private static final int TOO_LARGE = 413;
  private static final int NO_ROOM = 503;

  /**
   * The bounds of one body.
   *
   * @param maxBytes of a body that is taken
   * @param maxDiscarded bytes of one that is not, beyond which its connection is closed: no client
   *     sends so much by mistake
   * @param maxTime from the request's headers to the body's end
   */
  public record Limits(long maxBytes, long maxDiscarded, Duration maxTime) {}

  /**
   * A whole body. It takes room until it is released, once its request has been answered. While
   * nobody works on it, its room may be given to others. Its methods may be called on any thread.
   */
  public static final class Received {
    private final SharedRoom.Place place;
    private final AtomicReference<byte @Nullable []> bytes;

    private Received(SharedRoom.Place place, AtomicReference<byte @Nullable []> bytes) {
      this.place = place;
      this.bytes = bytes;
    }

    /** The body, which is there until it is released; empty when its room has been given away. */
    public Optional<byte[]> begin() {
      return place.pin() ? Optional.ofNullable(bytes.get()) : Optional.empty();
    }

    /** Leaves the body until somebody begins again; nobody may hold its bytes. */
    public void pause() {
      place.unpin();
    }

    /** Gives the room back. */
    public void release() {
      place.close();
    }
  }

  private final Vertx vertx;
  private final HttpServerRequest request;
  private final Limits limits;
  private final Consumer<Received> taker;
  private final SharedRoom.Place place;
  private final AtomicReference<byte @Nullable []> whole = new AtomicReference<>();

  /** One buffer, since a body may come in chunks of one byte. */
  private Buffer kept = Buffer.buffer();

  private long length;
  private int refusal;
  private boolean ended;
  private long timer = -1;

  private BodyReceiver(
      Vertx vertx,
      HttpServerRequest request,
      SharedRoom room,
      String sender,
      Limits limits,
      Consumer<Received> taker) {
    this.vertx = vertx;
    this.request = request;
    this.limits = limits;
    this.taker = taker;
    var loop = vertx.getOrCreateContext();
    place = room.open(sender, () -> loop.runOnContext(revoked -> revoked()));
  }

  /**
   * Begins to receive; to be called on the request's event loop. Answers 413 or 503 by itself.
   *
   * @param sender whose share of the room the body takes
   * @param taker gets a body that has come whole, on the event loop
   */
  public static void receive(
      Vertx vertx,
      HttpServerRequest request,
      SharedRoom room,
      String sender,
      Limits limits,
      Consumer<Received> taker) {
    new BodyReceiver(vertx, request, room, sender, limits, taker).begin(0);
  }

  /** Discards the body of a request that has been answered. */
  public static void discard(Vertx vertx, HttpServerRequest request, Limits limits) {
    new BodyReceiver(vertx, request, new SharedRoom(0, 0), "", limits, received -> {})
        .begin(NO_ROOM);
  }

  private void begin(int refused) {
    refusal = refused;
    timer = vertx.setTimer(limits.maxTime().toMillis(), id -> cutOff());
    request.exceptionHandler(e -> giveUp());
    request.endHandler(end -> whole());
    request.handler(this::add);
  }

  private void add(Buffer chunk) {
    if (ended) {
      return;
    }
    length += chunk.length();
    if (refusal == 0 && length > limits.maxBytes()) {
      refuse(TOO_LARGE);
    } else if (refusal == 0 && !place.grow(chunk.length())) {
      refuse(NO_ROOM);
    }
    if (refusal == 0) {
      kept.appendBuffer(chunk);
    } else if (length > limits.maxDiscarded()) {
      cutOff();
    }
  }

  private void refuse(int status) {
    refusal = status;
    kept = Buffer.buffer();
    place.close();
  }

  /** The room has been given to another sender. */
  private void revoked() {
    if (!ended) {
      refuse(NO_ROOM);
    }
    whole.set(null);
  }

  private void whole() {
    if (ended) {
      return;
    }
    stop();
    if (refusal == 0) {
      whole.set(kept.getBytes());
      kept = Buffer.buffer();
      taker.accept(new Received(place, whole));
    } else if (!request.response().ended()) {
      var response = request.response().setStatusCode(refusal);
      if (refusal == NO_ROOM) {
        response.putHeader("Retry-After", "1");
      }
      response.end();
    }
  }

  private void cutOff() {
    giveUp();
    request.connection().close();
  }

  private void giveUp() {
    if (!ended) {
      stop();
      kept = Buffer.buffer();
      place.close();
    }
  }

  private void stop() {
    ended = true;
    vertx.cancelTimer(timer);
  }
}
