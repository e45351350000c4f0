package ai.kernelpanic09.operator.control;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/**
 * The body of a request, up to a size. The rest is read and discarded: most clients read the answer
 * only after they have sent everything, and take an earlier close for a network fault.
 */
final class BoundedBody {

  static final int MAX_BYTES = 256 * 1024;

  /** Closes the connection on a body beyond this size, which no client sends by mistake. */
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
