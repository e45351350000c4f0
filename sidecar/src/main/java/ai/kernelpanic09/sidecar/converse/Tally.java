package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonScanner;
import ai.kernelpanic09.sidecar.json.TextScan;

/**
 * Counts what of a request decides its worst case. Counts err upwards only. JSON that the model
 * reads in a form of its own (tool input, results) counts three times its bytes: escapes and
 * separators can't make it longer than that.
 */
public final class Tally {

  private static final int JSON_FACTOR = 3;

  /** Guardrails bill begun units of so many characters; each block may begin its own. */
  private static final long GUARDRAIL_UNIT = 1_000;

  /** What is noted of each part must not take more memory than the body itself. */
  private static final int MAX_PARTS = 100_000;

  private int parts;
  private long textBytes;
  private long guardedCharacters;
  private int images;
  private boolean opaque;
  private boolean tools;
  private boolean cachePoint;
  private boolean longCache;

  /** A message or a block. */
  public void part(JsonScanner at) throws InvalidRequestException {
    if (++parts > MAX_PARTS) {
      throw at.wrong("a request must hold at most " + MAX_PARTS + " messages and content blocks");
    }
  }

  public void text(TextScan text, boolean guarded) {
    textBytes += text.utf8Bytes();
    if (guarded) {
      guard(text.characters());
    }
  }

  /**
   * A value that is passed on as JSON.
   *
   * @param bytes in its shortest form
   */
  public void json(long bytes, boolean guarded) {
    textBytes += JSON_FACTOR * bytes;
    if (guarded) {
      guard(bytes);
    }
  }

  public void image() {
    images++;
  }

  /** How many tokens this is can't be told from its bytes. */
  public void opaque() {
    opaque = true;
  }

  public void tools() {
    tools = true;
  }

  public void cachePoint() {
    cachePoint = true;
  }

  public boolean hasCachePoint() {
    return cachePoint;
  }

  public void longCache() {
    longCache = true;
  }

  public ConverseRequest.Counts counts() {
    return new ConverseRequest.Counts(
        parts, textBytes, guardedCharacters, images, opaque, tools, cachePoint, longCache);
  }

  private void guard(long characters) {
    guardedCharacters += Math.ceilDiv(characters, GUARDRAIL_UNIT) * GUARDRAIL_UNIT;
  }
}
