package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonScanner;
import ai.kernelpanic09.sidecar.json.JsonScanner.Token;

/**
 * Reads over content blocks: checks that each may stand in its place, and counts it for the worst
 * case.
 */
final class PassedBlocks {

  private final JsonScanner from;
  private final WorstCaseTally tally;
  private final JsonValues values;
  private final BodyTexts checkedTexts;

  PassedBlocks(JsonScanner from, WorstCaseTally tally, JsonValues values, BodyTexts checkedTexts) {
    this.from = from;
    this.tally = tally;
    this.values = values;
    this.checkedTexts = checkedTexts;
  }

  /** Reads a content block at its first token. It is a union: an object with exactly one member. */
  void read(BlockPlace place) throws InvalidRequestException {
    from.expect(Token.START_OBJECT, "must be a content block, such as {\"text\": \"…\"}");
    if (from.next() != Token.NAME) {
      throw from.wrong("is an empty content block");
    }
    tally.part(from);
    var name = from.text();
    if (!place.allows(name)) {
      throw from.wrong("is not a content block that is allowed here");
    }
    from.next();
    member(name, place);
    if (from.next() != Token.END_OBJECT) {
      throw new InvalidRequestException(from.parentPath(), "must have exactly one member");
    }
  }

  /** The value of a block's member, at its first token. */
  private void member(String name, BlockPlace place) throws InvalidRequestException {
    switch (name) {
      case "text" -> {
        if (place == BlockPlace.TOOL_RESULT) {
          toolText();
        } else {
          text();
        }
      }
      case "image" -> {
        notReadable(place);
        tally.image();
        from.expect(Token.START_OBJECT, "must be an object");
        values.readMedia();
      }
      case "reasoningContent" -> {
        from.expect(Token.START_OBJECT, "must be an object");
        tally.json(values.read(), true);
      }
      case "document", "video", "audio" -> {
        tally.opaque();
        notReadable(place);
        from.expect(Token.START_OBJECT, "must be an object");
        tally.json(values.readMedia(), true);
      }
      case "toolUse" -> toolUse();
      case "toolResult" -> toolResult();
      case "json" -> toolJson();
      case "searchResult" -> searchResult(place);
      case "guardContent", "citationsContent" -> {
        from.expect(Token.START_OBJECT, "must be an object");
        tally.json(values.readMedia(), true);
      }
      case "cachePoint" -> {
        tally.cachePoint(from.path());
        object();
      }
      default -> throw new IllegalStateException("a block without a reader: " + name);
    }
  }

  /** Reads a text for the model, at its token. */
  void text() throws InvalidRequestException {
    from.expect(Token.TEXT, "must be a text");
    if (from.scanned().isBlank()) {
      throw from.wrong("must not be blank");
    }
    tally.text(from.scanned(), true);
  }

  /** Reads a part of the tools that are offered, at its first token. */
  void toolPart(boolean isCachePoint) throws InvalidRequestException {
    tally.tools();
    if (isCachePoint) {
      tally.cachePoint(from.path());
    }
    object();
  }

  private void object() throws InvalidRequestException {
    from.expect(Token.START_OBJECT, "must be an object");
    tally.json(values.read(), false);
  }

  private void toolUse() throws InvalidRequestException {
    tally.tools();
    from.expect(Token.START_OBJECT, "must be an object");
    while (from.next() == Token.NAME) {
      var input = from.text().equals("input");
      from.next();
      if (input) {
        toolJson();
      } else {
        tally.json(values.read(), false);
      }
    }
  }

  private void toolResult() throws InvalidRequestException {
    tally.tools();
    from.expect(Token.START_OBJECT, "must be an object");
    while (from.next() == Token.NAME) {
      switch (from.text()) {
        case "toolUseId", "status", "type" -> {
          from.next();
          from.expect(Token.TEXT, "must be a text");
          tally.json(values.read(), false);
        }
        case "content" -> {
          from.next();
          from.expect(Token.START_ARRAY, "must be an array of content blocks");
          while (from.next() != Token.END_ARRAY) {
            read(BlockPlace.TOOL_RESULT);
          }
        }
        default -> throw from.wrong("is not known");
      }
    }
  }

  /**
   * Reads a text of a tool's result. It may be empty, which Bedrock accepts here and nowhere else.
   */
  private void toolText() throws InvalidRequestException {
    from.expect(Token.TEXT, "must be a text");
    tally.text(from.scanned(), false);
    checkedTexts.add(from.start(), from.end(), from.scanned().characters());
  }

  private void toolJson() throws InvalidRequestException {
    var start = from.start();
    var bytes = values.read();
    tally.json(bytes, false);
    checkedTexts.add(start, from.end(), bytes);
  }

  private void searchResult(BlockPlace place) throws InvalidRequestException {
    from.expect(Token.START_OBJECT, "must be an object");
    var result = JsonMember.of(from);
    if (Citing.isWanted(result.members())) {
      tally.opaque();
    }
    var bytes = new JsonValues(result.scanner(), tally).read();
    tally.json(bytes, place != BlockPlace.TOOL_RESULT);
    if (place == BlockPlace.TOOL_RESULT) {
      checkedTexts.add(result.start(), result.end(), bytes);
    }
  }

  private void notReadable(BlockPlace place) {
    if (place == BlockPlace.TOOL_RESULT) {
      checkedTexts.unreadable(from.path());
    }
  }
}
