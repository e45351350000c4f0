package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonScanner;
import ai.kernelpanic09.sidecar.json.JsonScanner.Token;

/**
 * Reads over values that are passed on as they are, and notes those parts of them that change the
 * price.
 */
final class JsonValues {

  private static final int MAX_NOTED_NAME_LENGTH = 10;

  private final JsonScanner from;
  private final WorstCaseTally tally;

  JsonValues(JsonScanner from, WorstCaseTally tally) {
    this.from = from;
    this.tally = tally;
  }

  /** Reads over the value at the present token. */
  ScannedValue value() throws InvalidRequestException {
    var start = from.start();
    var text = from.token() == Token.TEXT;
    var textBytes = text ? from.scanned().normalizedBytes() : 0;
    var characters = text ? from.scanned().characters() : 0;
    var blank = text && from.scanned().isBlank();
    var jsonBytes = read();
    return new ScannedValue(start, from.end(), jsonBytes, textBytes, characters, blank);
  }

  /** Reads over the value at the present token. Returns the bytes of its shortest form. */
  long read() throws InvalidRequestException {
    return read(false);
  }

  /** Does the same for a block that may hold an image, a document, audio or video. */
  long readMedia() throws InvalidRequestException {
    return read(true);
  }

  private long read(boolean media) throws InvalidRequestException {
    var bytes = 0L;
    var depth = 0;
    do {
      bytes += bytes();
      switch (from.token()) {
        case START_OBJECT, START_ARRAY -> depth++;
        case END_OBJECT, END_ARRAY -> depth--;
        case NAME -> {
          if (note() && media) {
            bytes += source();
          }
        }
        case TEXT -> {
          if (tally.hasCachePoint()
              && from.scanned().characters() == 2
              && from.text().equals("1h")) {
            tally.longCache(from.path());
          }
        }
        default -> {}
      }
    } while (depth > 0 && from.next() != Token.END);
    // One more for the colon or comma before the value.
    return bytes + 1;
  }

  /**
   * Bytes of the present token in the shortest form, with the separator behind a name or a value.
   */
  private long bytes() {
    return switch (from.token()) {
      case NAME, TEXT -> from.scanned().normalizedJsonBytes() + 3;
      default -> from.end() - from.start() + 1L;
    };
  }

  /** Notes a name that changes the price. Returns whether the name is that of a source. */
  private boolean note() {
    if (from.scanned().characters() > MAX_NOTED_NAME_LENGTH) {
      return false;
    }
    return switch (from.text()) {
      case "s3Location" -> {
        tally.opaque();
        yield false;
      }
      case "image" -> {
        tally.image();
        yield false;
      }
      case "source" -> true;
      default -> false;
    };
  }

  /**
   * Reads the source of media, which must be bytes in the request itself: nothing is fetched,
   * neither by the sidecar nor by Bedrock in the customer's name.
   */
  private long source() throws InvalidRequestException {
    if (from.next() != Token.START_OBJECT) {
      return read(false);
    }
    var bytes = bytes();
    while (from.next() == Token.NAME) {
      bytes += bytes();
      switch (from.text()) {
        case "url" -> throw from.wrong("is not fetched; send what is there as bytes, in base64");
        case "s3Location" ->
            throw from.wrong(
                "can't be read with the rights of this endpoint; send what is there as bytes, in"
                    + " base64");
        case "bytes" -> {
          from.next();
          from.expect(Token.TEXT, "must be a text in base64");
          if (!from.isBase64()) {
            throw from.wrong("must be base64 alone, without a prefix such as data:");
          }
          bytes += bytes();
        }
        default -> {
          from.next();
          bytes += read(false);
        }
      }
    }
    return bytes + bytes();
  }
}
