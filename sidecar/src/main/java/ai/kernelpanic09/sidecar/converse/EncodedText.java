package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.json.JsonScanner;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;

/** A document that is a text, and is sent in base64. */
public final class EncodedText {

  /** Formats of documents that are their text. In HTML, characters may be written by number. */
  private static final Set<String> PLAIN = Set.of("txt", "md", "csv");

  private EncodedText() {}

  /** Whether a document of this format is its text. */
  public static boolean isPlain(String format) {
    return PLAIN.contains(format);
  }

  /**
   * The text of base64 within a text of JSON.
   *
   * @param start behind the quote
   * @throws IOException when it is not UTF-8
   */
  static String read(ReceivedBytes body, int start, int end) throws IOException {
    try (var bytes = body.open(start, end)) {
      var base64 = new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
      if (base64.indexOf('\\') >= 0) {
        var quoted = ('"' + base64 + '"').getBytes(StandardCharsets.UTF_8);
        base64 = JsonScanner.text(ReceivedBytes.of(quoted), 0, quoted.length);
      }
      return text(base64);
    }
  }

  /** Whatever Bedrock may take for base64 is read as such. */
  private static String text(String base64) throws IOException {
    try {
      var bytes = Base64.getMimeDecoder().decode(base64.replace('-', '+').replace('_', '/'));
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (text.indexOf('\0') < 0) {
        return text;
      }
    } catch (CharacterCodingException | IllegalArgumentException e) {
      // Said below.
    }
    throw new IOException("a document of a text format is no text in UTF-8");
  }

  /** A text as base64. */
  static byte[] written(String text) {
    return Base64.getEncoder().encode(text.getBytes(StandardCharsets.UTF_8));
  }
}
