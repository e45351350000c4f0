package ai.kernelpanic09.sidecar.bedrock;

import ai.kernelpanic09.sidecar.body.RequestBody;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Sends a body in pieces, as fast as the connection takes them: the connection copies each write
 * into direct memory as a whole, so a large body must not be written at once.
 */
final class BodySender {

  static final int PIECE_BYTES = 32 << 10;

  private final HttpClientRequest to;
  private final InputStream from;
  private final Promise<Void> written = Promise.promise();
  private long left;

  private BodySender(HttpClientRequest to, RequestBody body) {
    this.to = to;
    from = body.open();
    left = body.length();
  }

  /** Sends the body, and completes when all of it has been written. */
  static Future<Void> send(HttpClientRequest to, RequestBody body) {
    var sender = new BodySender(to, body);
    if (body.length() <= PIECE_BYTES) {
      return to.end(sender.piece());
    }
    to.putHeader("content-length", Long.toString(body.length()));
    to.drainHandler(drained -> sender.goOn());
    sender.goOn();
    return sender.written.future();
  }

  private void goOn() {
    while (left > PIECE_BYTES && !to.writeQueueFull()) {
      to.write(piece());
    }
    if (left > 0 && left <= PIECE_BYTES) {
      to.end(piece()).onComplete(written);
    }
  }

  private Buffer piece() {
    try {
      var bytes = from.readNBytes((int) Math.min(PIECE_BYTES, left));
      left -= bytes.length;
      return BufferInternal.buffer(Unpooled.wrappedBuffer(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
