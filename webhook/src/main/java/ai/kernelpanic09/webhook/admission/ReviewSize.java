package ai.kernelpanic09.webhook.admission;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.IOException;

/**
 * How large a review becomes when it is read. A tree of small values is thirty times as large as
 * its text: {@code [{},{},…]} of 8 MiB would take 250 MiB.
 */
enum ReviewSize {
  /** As nearly every pod's: a tree of 3 MB at most. */
  COMMON,
  /** A tree of up to 40 MB. */
  LARGE;

  /** More than two objects of the API server's largest size have. */
  static final int MAX_VALUES = 300_000;

  static final int COMMON_VALUES = 20_000;
  static final int COMMON_BYTES = 1 << 20;

  private static final JsonFactory JSON = new JsonFactory();

  /** A review of more values than any that an API server sends. */
  static final class TooManyValuesException extends IOException {
    private static final long serialVersionUID = 1L;

    TooManyValuesException() {
      super("the review has more than " + MAX_VALUES + " values");
    }
  }

  /**
   * Counts the values of a review; takes no memory.
   *
   * @throws IOException if {@code text} is no JSON, or of too many values
   */
  static ReviewSize of(byte[] text) throws IOException {
    var values = 0;
    try (var parser = JSON.createParser(text)) {
      for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
        values += token.isScalarValue() || token.isStructStart() ? 1 : 0;
        if (values > MAX_VALUES) {
          throw new TooManyValuesException();
        }
      }
    }
    return values <= COMMON_VALUES && text.length <= COMMON_BYTES ? COMMON : LARGE;
  }
}
