package ai.kernelpanic09.sidecar.body;

import java.io.ByteArrayInputStream;
import java.io.InputStream;

/**
 * A request's body, of known length. It is read once to sign it and once for each attempt to send
 * it, so it need not lie in memory in one piece.
 */
public interface RequestBody {

  /** The length in bytes. */
  long length();

  /** A new stream over the whole body. Reading it never fails, and it need not be closed. */
  InputStream open();

  /** A body of these bytes, which are not copied. */
  static RequestBody of(byte[] bytes) {
    return new RequestBody() {
      @Override
      public long length() {
        return bytes.length;
      }

      @Override
      public InputStream open() {
        return new ByteArrayInputStream(bytes);
      }
    };
  }
}
