package ai.kernelpanic09.sidecar.invokemodel;

import ai.kernelpanic09.core.price.CallShape;
import ai.kernelpanic09.core.price.GuardrailUnits;
import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.converse.BodyTexts;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonScanner.Token;
import ai.kernelpanic09.sidecar.textcheck.TextKind;
import org.jspecify.annotations.Nullable;

/**
 * Counts what of a body decides its worst case. Counts err upwards only: JSON that the model reads
 * in a form of its own counts three times its bytes, as in Converse.
 */
final class BodyCount {

  /** What is noted of each part must not take more memory than the body itself. */
  static final int MAX_PARTS = 100_000;

  private static final int JSON_FACTOR = 3;

  private final BodyTexts checkedTexts;
  private int parts;
  private long textBytes;
  private long guardedCharacters;
  private int images;
  private boolean opaque;
  private boolean tools;
  private boolean reasoning;
  private @Nullable String cachePoint;
  private @Nullable String longCache;

  BodyCount(ReceivedBytes body) {
    checkedTexts = new BodyTexts(body);
  }

  BodyTexts checkedTexts() {
    return checkedTexts;
  }

  boolean isOpaque() {
    return opaque;
  }

  /** Path of the member that wants the first cache point; null for none. */
  @Nullable String cachePoint() {
    return cachePoint;
  }

  /** Path of the member that wants the first cache point of an hour; null for none. */
  @Nullable String longCache() {
    return longCache;
  }

  /** A message, or a block of one. */
  void part(JsonMember at) throws InvalidRequestException {
    if (++parts > MAX_PARTS) {
      throw at.wrong("a request must hold at most " + MAX_PARTS + " messages and content blocks");
    }
  }

  /** A text of a message, or a whole prompt. */
  void prompt(JsonMember text) throws InvalidRequestException {
    text(text);
    checkedTexts.add(TextKind.PROMPT, text.start(), text.end(), text.end() - text.start());
  }

  /** A text of a document, or anything that has been found. */
  void document(JsonMember value) throws InvalidRequestException {
    json(value);
    checkedTexts.add(TextKind.DOCUMENT, value.start(), value.end(), value.end() - value.start());
  }

  /** The model's thoughts of an earlier answer: a text. */
  void reasoning(JsonMember thoughts) throws InvalidRequestException {
    reasoning = true;
    json(thoughts);
    checkedTexts.add(
        TextKind.REASONING, thoughts.start(), thoughts.end(), thoughts.end() - thoughts.start());
  }

  /** Thoughts that nobody but the model can read. */
  void unreadableReasoning(JsonMember data) throws InvalidRequestException {
    reasoning = true;
    json(data);
  }

  /** A text that the model reads. */
  void text(JsonMember text) throws InvalidRequestException {
    if (!text.isText()) {
      throw text.wrong("must be a text");
    }
    var scanned = text.scanner().scanned();
    textBytes += scanned.normalizedBytes();
    guard(scanned.characters());
  }

  /** A value that the model reads in a form of its own. */
  void json(JsonMember value) throws InvalidRequestException {
    textBytes += JSON_FACTOR * (value.end() - value.start() + 1L + growth(value));
    guard(value.end() - value.start());
  }

  /** Bytes that the texts of a value have in NFKC beside their own. */
  private static long growth(JsonMember value) throws InvalidRequestException {
    var from = value.scanner();
    var growth = 0L;
    var depth = 0;
    do {
      switch (from.token()) {
        case START_OBJECT, START_ARRAY -> depth++;
        case END_OBJECT, END_ARRAY -> depth--;
        case NAME, TEXT -> growth += from.scanned().normalizedBytes() - from.scanned().utf8Bytes();
        default -> {}
      }
    } while (depth > 0 && from.next() != Token.END);
    return growth;
  }

  /** What a tool has said: a text, or any JSON. */
  void toolText(JsonMember said) throws InvalidRequestException {
    tools = true;
    json(said);
    checkedTexts.add(TextKind.TOOL, said.start(), said.end(), said.end() - said.start());
  }

  void tools() {
    tools = true;
  }

  void image() {
    images++;
  }

  /** How many tokens this is can't be told from its bytes. */
  void opaque() {
    opaque = true;
  }

  /**
   * What stands before it may be kept in the model's cache.
   *
   * @param path of the member that wants it
   * @param anHour whether for an hour; else for five minutes
   */
  void cachePoint(String path, boolean anHour) {
    cachePoint = cachePoint == null ? path : cachePoint;
    longCache = longCache == null && anHour ? path + ".ttl" : longCache;
  }

  /** Each text may begin a text unit of its own. */
  private void guard(long characters) {
    guardedCharacters += GuardrailUnits.billedCharacters(characters);
  }

  CallShape shape(long maxTokens) {
    return new CallShape(
            Math.max(1, parts),
            textBytes,
            guardedCharacters,
            images,
            opaque,
            tools,
            cachePoint != null,
            maxTokens)
        .reasoning(reasoning);
  }
}
