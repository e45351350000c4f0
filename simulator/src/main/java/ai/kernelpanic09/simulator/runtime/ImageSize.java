package ai.kernelpanic09.simulator.runtime;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/** The size of an image in pixels, from which its tokens follow. */
record ImageSize(int width, int height) {
  private static final int PIXELS_PER_TOKEN = 750;
  private static final int LONGEST_EDGE = 1568;
  private static final int MOST_TOKENS = 1_600;

  /** An image whose size can't be told counts as one that is as large as models look at. */
  private static final ImageSize UNKNOWN = new ImageSize(LONGEST_EDGE, LONGEST_EDGE);

  /** Reads the size in the head of a PNG, GIF, JPEG or WebP. */
  static ImageSize of(byte[] image) {
    var bytes = Buffer.buffer(image);
    try {
      var kind = text(bytes, 0, 4);
      if (kind.equals("\u0089PNG")) {
        return new ImageSize(bytes.getInt(16), bytes.getInt(20));
      }
      if (kind.equals("GIF8")) {
        return new ImageSize(bytes.getUnsignedShortLE(6), bytes.getUnsignedShortLE(8));
      }
      if (kind.equals("RIFF")) {
        return webp(bytes);
      }
      return bytes.getUnsignedShort(0) == 0xffd8 ? jpeg(bytes) : UNKNOWN;
    } catch (IndexOutOfBoundsException e) {
      return UNKNOWN;
    }
  }

  /** The tokens of it, scaled down to the longest edge that models look at. */
  long tokens() {
    double scale = Math.min(1, (double) LONGEST_EDGE / Math.max(width, height));
    long pixels = Math.round(width * scale) * Math.round(height * scale);
    return Math.clamp(Math.ceilDiv(pixels, PIXELS_PER_TOKEN), 1, MOST_TOKENS);
  }

  /** Goes from segment to segment, up to the first that starts a frame. */
  private static ImageSize jpeg(Buffer bytes) {
    int at = 2;
    while (true) {
      int marker = bytes.getUnsignedByte(at + 1);
      boolean frame =
          marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
      if (frame) {
        return new ImageSize(bytes.getUnsignedShort(at + 7), bytes.getUnsignedShort(at + 5));
      }
      at += 2 + bytes.getUnsignedShort(at + 2);
    }
  }

  private static ImageSize webp(Buffer bytes) {
    return switch (text(bytes, 12, 16)) {
      case "VP8 " ->
          new ImageSize(
              bytes.getUnsignedShortLE(26) & 0x3fff, bytes.getUnsignedShortLE(28) & 0x3fff);
      case "VP8L" -> {
        int bits = bytes.getIntLE(21);
        yield new ImageSize((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1);
      }
      case "VP8X" -> new ImageSize(bytes.getMediumLE(24) + 1, bytes.getMediumLE(27) + 1);
      default -> UNKNOWN;
    };
  }

  private static String text(Buffer bytes, int from, int to) {
    return bytes.getString(from, to, StandardCharsets.ISO_8859_1.name());
  }
}
