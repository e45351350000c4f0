package ai.kernelpanic09.sidecar.body;

import java.io.ByteArrayInputStream;
import java.io.InputStream;

/**
 * A request's body, of known length. It is read once to sign it and once for each attempt to send
 * it, so it need not lie in memory in one piece.
 */
public interface RequestBody {

  /** In bytes. */
  long length();

  /** All of it, from its first byte on. Reading never fails, and nothing has to be closed. */
  InputStream open();

  /** These bytes, which are not copied. */
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
