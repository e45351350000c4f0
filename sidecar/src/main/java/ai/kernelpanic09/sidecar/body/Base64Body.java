package ai.kernelpanic09.sidecar.body;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Base64;

/** A body in base64, which is encoded while it is read. */
public record Base64Body(RequestBody plain) implements RequestBody {

  @Override
  public long length() {
    return Math.ceilDiv(plain.length(), 3L) * 4;
  }

  @Override
  public InputStream open() {
    return new Stream(plain.open());
  }

  /** Encodes a piece at a time. */
  private static final class Stream extends InputStream {
    /** Whole groups of three bytes, so that nothing but the last piece is padded. */
    private static final int PIECE_BYTES = 3 << 10;

    private final InputStream plain;
    private byte[] piece = {};
    private int read;

    Stream(InputStream plain) {
      this.plain = plain;
    }

    @Override
    public int read() {
      return hasMore() ? piece[read++] : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      if (length > 0 && !hasMore()) {
        return -1;
      }
      var count = Math.min(length, piece.length - read);
      System.arraycopy(piece, read, into, offset, count);
      read += count;
      return count;
    }

    private boolean hasMore() {
      if (read == piece.length) {
        try {
          piece = Base64.getEncoder().encode(plain.readNBytes(PIECE_BYTES));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        read = 0;
      }
      return piece.length > 0;
    }
  }
}
