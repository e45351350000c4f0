package ai.kernelpanic09.operator.control;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/**
 * A request's body up to a size. What is beyond is read and thrown away: most clients read an
 * answer only when they have sent everything, and take a connection closed before that for a fault
 * of the network.
 */
final class BoundedBody {

  static final int LARGEST = 256 * 1024;

  /** Nobody who just sent too much goes on that long. */
  static final long LONGEST_DRAIN = 8L * 1024 * 1024;

  private final HttpServerRequest request;
  private final Buffer kept = Buffer.buffer();
  private long length;

  BoundedBody(HttpServerRequest request) {
    this.request = request;
  }

  void add(Buffer chunk) {
    length += chunk.length();
    if (length <= LARGEST) {
      kept.appendBuffer(chunk);
    } else if (length > LONGEST_DRAIN) {
      request.connection().close();
    }
  }

  boolean isTooLarge() {
    return length > LARGEST;
  }

  byte[] bytes() {
    return kept.getBytes();
  }
}
