package ai.kernelpanic09.operator.control;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/**
 * A request's body up to a size. What is beyond is read and thrown away: most clients read an
 * answer only when they have sent everything, and take a connection closed before that for a fault
 * of the network.
 */
final class BoundedBody {

  static final int MAX_BYTES = 256 * 1024;

  /** Nobody who just sent too much goes on that long. */
  static final long MAX_DRAINED_BYTES = 8L * 1024 * 1024;

  private final HttpServerRequest request;
  private final Buffer kept = Buffer.buffer();
  private long length;

  BoundedBody(HttpServerRequest request) {
    this.request = request;
  }

  void add(Buffer chunk) {
    length += chunk.length();
    if (length <= MAX_BYTES) {
      kept.appendBuffer(chunk);
    } else if (length > MAX_DRAINED_BYTES) {
      request.connection().close();
    }
  }

  boolean isTooLarge() {
    return length > MAX_BYTES;
  }

  byte[] bytes() {
    return kept.getBytes();
  }
}
