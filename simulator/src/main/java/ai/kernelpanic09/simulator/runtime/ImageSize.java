package ai.kernelpanic09.simulator.runtime;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** The size of an image in pixels, of which its price follows. */
record ImageSize(int width, int height) {
  private static final int PIXELS_PER_TOKEN = 750;
  private static final int LONGEST_EDGE = 1568;
  private static final int MOST_TOKENS = 1_600;

  /** An image whose size can't be told counts as one that is as large as models look at. */
  private static final ImageSize UNKNOWN = new ImageSize(LONGEST_EDGE, LONGEST_EDGE);

  static ImageSize of(byte[] image) {
    try (var input = new MemoryCacheImageInputStream(new ByteArrayInputStream(image))) {
      var readers = ImageIO.getImageReaders(input);
      if (!readers.hasNext()) {
        return UNKNOWN;
      }
      var reader = readers.next();
      try {
        reader.setInput(input);
        return new ImageSize(reader.getWidth(0), reader.getHeight(0));
      } finally {
        reader.dispose();
      }
    } catch (IOException e) {
      return UNKNOWN;
    }
  }

  /** The tokens of it, scaled down to the longest edge that models look at. */
  long tokens() {
    double scale = Math.min(1, (double) LONGEST_EDGE / Math.max(width, height));
    long pixels = Math.round(width * scale) * Math.round(height * scale);
    return Math.clamp(Math.ceilDiv(pixels, PIXELS_PER_TOKEN), 1, MOST_TOKENS);
  }
}
