package ai.kernelpanic09.e2e.compat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.ImageIO;

/** A picture that is large enough to be seen in the bill: models count pixels. */
final class Picture {

  private static final int SIZE = 900;
  private static final int PIXELS_PER_TOKEN = 750;

  /** About as many tokens as it is counted for. */
  static final long TOKENS = SIZE * SIZE / PIXELS_PER_TOKEN;

  private Picture() {}

  /** A black square, as PNG. */
  static String base64() {
    var png = new ByteArrayOutputStream();
    try {
      ImageIO.write(new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_BYTE_GRAY), "png", png);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getEncoder().encodeToString(png.toByteArray());
  }
}
