package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonScanner;
import ai.kernelpanic09.sidecar.json.TextScan;

/**
 * Counts what of a request decides its worst case. Counts err upwards only. JSON that the model
 * reads in a form of its own (tool input, results) counts three times its bytes: escapes and
 * separators can't make it longer than that.
 */
final class WorstCaseTally {

  private static final int JSON_FACTOR = 3;

  /** Guardrails bill begun units of so many characters; each block may begin its own. */
  private static final long GUARDRAIL_UNIT = 1_000;

  /** What is noted of each part must not take more memory than the body itself. */
  private static final int MAX_PARTS = 100_000;

  private static final String TOO_MANY_PARTS =
      "a request must hold at most " + MAX_PARTS + " messages and content blocks";

  private int parts;
  private long textBytes;
  private long guardedCharacters;
  private int images;
  private boolean opaque;
  private boolean tools;
  private boolean cachePoint;
  private boolean longCache;

  /** A message or a block. */
  void part(JsonScanner at) throws InvalidRequestException {
    if (++parts > MAX_PARTS) {
      throw at.wrong(TOO_MANY_PARTS);
    }
  }

  /** A message or a block that is composed. */
  void part() throws InvalidRequestException {
    if (++parts > MAX_PARTS) {
      throw new InvalidRequestException(TOO_MANY_PARTS);
    }
  }

  void text(TextScan text, boolean guarded) {
    text(text.utf8Bytes(), text.characters(), guarded);
  }

  void text(long utf8Bytes, int characters, boolean guarded) {
    textBytes += utf8Bytes;
    if (guarded) {
      guard(characters);
    }
  }

  /**
   * A value that is passed on as JSON.
   *
   * @param bytes in its shortest form
   */
  void json(long bytes, boolean guarded) {
    textBytes += JSON_FACTOR * bytes;
    if (guarded) {
      guard(bytes);
    }
  }

  /**
   * JSON of our own with values of the body in it.
   *
   * @param structure what is our own; a separator is counted for each of its characters
   * @param bytes of the values
   */
  void ownJson(String structure, long bytes, boolean guarded) {
    json(2L * structure.length() + bytes, guarded);
  }

  void image() {
    images++;
  }

  /** How many tokens this is can't be told from its bytes. */
  void opaque() {
    opaque = true;
  }

  void tools() {
    tools = true;
  }

  void cachePoint() {
    cachePoint = true;
  }

  /**
   * A cache point of our own.
   *
   * @param anHour whether it is to live for an hour; else for five minutes
   * @return it, as JSON
   */
  String cachePoint(boolean anHour) {
    cachePoint();
    if (anHour) {
      longCache();
    }
    var point = anHour ? "{\"type\":\"default\",\"ttl\":\"1h\"}" : "{\"type\":\"default\"}";
    ownJson(point, 0, false);
    return point;
  }

  boolean hasCachePoint() {
    return cachePoint;
  }

  void longCache() {
    longCache = true;
  }

  ConverseRequest.Counts counts() {
    return new ConverseRequest.Counts(
        parts, textBytes, guardedCharacters, images, opaque, tools, cachePoint, longCache);
  }

  private void guard(long characters) {
    guardedCharacters += Math.ceilDiv(characters, GUARDRAIL_UNIT) * GUARDRAIL_UNIT;
  }
}
