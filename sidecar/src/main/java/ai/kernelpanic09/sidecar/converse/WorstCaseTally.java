package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.core.price.GuardrailUnits;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonScanner;
import ai.kernelpanic09.sidecar.json.TextScan;
import org.jspecify.annotations.Nullable;

/**
 * Counts the parts of a request that decide its worst case; a count may be too high, never too low.
 * JSON that the model reads in a form of its own (tool input, results) counts three times its
 * bytes: escapes and separators can't make it longer than that.
 */
final class WorstCaseTally {

  private static final int JSON_FACTOR = 3;

  /** The notes on parts must not take more memory than the body itself. */
  private static final int MAX_PARTS = 100_000;

  private static final String TOO_MANY_PARTS =
      "a request must hold at most " + MAX_PARTS + " messages and content blocks";

  private int parts;
  private long textBytes;
  private long settingsBytes;
  private long guardedCharacters;
  private int images;
  private boolean opaque;
  private boolean tools;
  private boolean reasoning;
  private @Nullable String cachePoint;
  private @Nullable String longCache;

  /** Counts a message or a block that is passed on. */
  void part(JsonScanner at) throws InvalidRequestException {
    if (++parts > MAX_PARTS) {
      throw at.wrong(TOO_MANY_PARTS);
    }
  }

  /** Counts a message or a block that is composed. */
  void part() throws InvalidRequestException {
    if (++parts > MAX_PARTS) {
      throw new InvalidRequestException(TOO_MANY_PARTS);
    }
  }

  void text(TextScan text, boolean guarded) {
    text(text.normalizedBytes(), text.characters(), guarded);
  }

  void text(long bytes, int characters, boolean guarded) {
    textBytes += bytes;
    if (guarded) {
      guard(characters);
    }
  }

  /**
   * Counts a value that is passed on as JSON.
   *
   * @param bytes the length of its shortest form
   */
  void json(long bytes, boolean guarded) {
    textBytes += JSON_FACTOR * bytes;
    if (guarded) {
      guard(bytes);
    }
  }

  /**
   * Counts a value that is passed on as JSON beside what the model is told, such as a schema for
   * its answer: CountTokens does not take it.
   *
   * @param bytes the length of its shortest form
   */
  void settings(long bytes) {
    json(bytes, false);
    settingsBytes += JSON_FACTOR * bytes;
  }

  /**
   * Counts JSON of our own with values of the body in it.
   *
   * @param structure the part that is our own; a separator is counted for each of its characters
   * @param bytes the length of the values
   */
  void ownJson(String structure, long bytes, boolean guarded) {
    json(2L * structure.length() + bytes, guarded);
  }

  void image() {
    images++;
  }

  /** Notes content whose tokens can't be bounded from its bytes. */
  void opaque() {
    opaque = true;
  }

  void tools() {
    tools = true;
  }

  /** Notes thoughts of an earlier answer. */
  void reasoning() {
    reasoning = true;
  }

  /**
   * Notes a cache point.
   *
   * @param path of the member that wants it, in the caller's form
   */
  void cachePoint(String path) {
    cachePoint = cachePoint == null ? path : cachePoint;
  }

  /**
   * A cache point of our own.
   *
   * @param path of the member that wants it, in the caller's form
   * @param anHour whether it is to live for an hour; else for five minutes
   * @return it, as JSON
   */
  String cachePoint(String path, boolean anHour) {
    cachePoint(path);
    if (anHour) {
      longCache(path + ".ttl");
    }
    var point = anHour ? "{\"type\":\"default\",\"ttl\":\"1h\"}" : "{\"type\":\"default\"}";
    ownJson(point, 0, false);
    return point;
  }

  boolean hasCachePoint() {
    return cachePoint != null;
  }

  /**
   * Notes that a cache point is to live for an hour.
   *
   * @param path of the member that says so, in the caller's form
   */
  void longCache(String path) {
    longCache = longCache == null ? path : longCache;
  }

  ConverseRequest.Counts counts() {
    return new ConverseRequest.Counts(
        parts,
        textBytes,
        settingsBytes,
        guardedCharacters,
        images,
        opaque,
        tools,
        reasoning,
        cachePoint,
        longCache);
  }

  /** Each block may begin a text unit of its own. */
  private void guard(long characters) {
    guardedCharacters += GuardrailUnits.billedCharacters(characters);
  }
}
