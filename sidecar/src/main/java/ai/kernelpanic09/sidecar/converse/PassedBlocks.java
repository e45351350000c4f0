package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonScanner;
import ai.kernelpanic09.sidecar.json.JsonScanner.Token;
import ai.kernelpanic09.sidecar.textcheck.TextKind;

/**
 * Reads over content blocks: checks that each may stand in its place, and counts it for the worst
 * case.
 */
final class PassedBlocks {

  private final JsonScanner from;
  private final WorstCaseTally tally;
  private final JsonValues values;
  private final BodyTexts checkedTexts;
  private final GuardMarks marks;

  PassedBlocks(
      JsonScanner from,
      WorstCaseTally tally,
      JsonValues values,
      BodyTexts checkedTexts,
      GuardMarks marks) {
    this.from = from;
    this.tally = tally;
    this.values = values;
    this.checkedTexts = checkedTexts;
    this.marks = marks;
  }

  /** Reads a content block at its first token. It is a union: an object with exactly one member. */
  void read(BlockPlace place) throws InvalidRequestException {
    from.expect(Token.START_OBJECT, "must be a content block, such as {\"text\": \"…\"}");
    var start = from.start();
    if (from.next() != Token.NAME) {
      throw from.wrong("is an empty content block");
    }
    tally.part(from);
    var name = from.text();
    if (!place.allows(name)) {
      throw from.wrong("is not a content block that is allowed here");
    }
    from.next();
    var marked = name.equals("guardContent") ? guardContent(place) : null;
    if (marked == null) {
      member(name, place);
    }
    if (from.next() != Token.END_OBJECT) {
      throw new InvalidRequestException(from.parentPath(), "must have exactly one member");
    }
    if (marked != null) {
      marks.add(place, start, marked, from.end());
    } else if (place == BlockPlace.MESSAGE && isContent(name)) {
      marks.unmarked();
    }
  }

  /** Whether a guardrail might look at such a block of a message where nothing is marked. */
  private static boolean isContent(String block) {
    return switch (block) {
      case "toolUse", "toolResult", "cachePoint" -> false;
      default -> true;
    };
  }

  private JsonMember guardContent(BlockPlace place) throws InvalidRequestException {
    from.expect(Token.START_OBJECT, "must be an object");
    var marked = JsonMember.of(from);
    tally.json(new JsonValues(marked.scanner(), tally).readMedia(), true);
    var text = place == BlockPlace.SYSTEM ? GuardMarks.text(marked) : null;
    if (text != null) {
      checkText(TextKind.SYSTEM, text);
    }
    return marked;
  }

  private void checkText(TextKind kind, JsonMember text) throws InvalidRequestException {
    if (!text.isText()) {
      throw text.wrong("must be a text");
    }
    checkedTexts.add(kind, text.start(), text.end(), text.scanner().scanned().characters());
  }

  /** The value of a block's member, at its first token. */
  private void member(String name, BlockPlace place) throws InvalidRequestException {
    switch (name) {
      case "text" -> {
        if (place == BlockPlace.TOOL_RESULT) {
          toolText();
        } else {
          text(place);
        }
      }
      case "image" -> {
        notReadable(place);
        tally.image();
        from.expect(Token.START_OBJECT, "must be an object");
        values.readMedia();
      }
      case "reasoningContent" -> reasoning();
      case "document" -> document(place);
      case "video", "audio" -> {
        tally.opaque();
        checkedTexts.unreadable(
            place == BlockPlace.TOOL_RESULT ? TextKind.TOOL : TextKind.DOCUMENT, from.path());
        from.expect(Token.START_OBJECT, "must be an object");
        tally.json(values.readMedia(), true);
      }
      case "toolUse" -> toolUse();
      case "toolResult" -> toolResult();
      case "json" -> toolJson();
      case "searchResult" -> searchResult(place);
      case "citationsContent" -> {
        from.expect(Token.START_OBJECT, "must be an object");
        var start = from.start();
        var bytes = values.readMedia();
        tally.json(bytes, true);
        checkedTexts.add(TextKind.DOCUMENT, start, from.end(), bytes);
      }
      case "cachePoint" -> {
        tally.cachePoint(from.path());
        object();
      }
      default -> throw new IllegalStateException("a block without a reader: " + name);
    }
  }

  /** Reads a text for the model, at its token. */
  void text(BlockPlace place) throws InvalidRequestException {
    from.expect(Token.TEXT, "must be a text");
    var text = from.scanned();
    if (text.isBlank()) {
      throw from.wrong("must not be blank");
    }
    tally.text(text, true);
    if (place == BlockPlace.SYSTEM) {
      checkedTexts.add(TextKind.SYSTEM, from.start(), from.end(), text.characters());
    } else {
      marks.unmarked();
    }
  }

  private void reasoning() throws InvalidRequestException {
    from.expect(Token.START_OBJECT, "must be an object");
    tally.reasoning();
    var thoughts = JsonMember.of(from);
    tally.json(new JsonValues(thoughts.scanner(), tally).read(), true);
    var told = thoughts.members().get("reasoningText");
    var text = told == null ? null : told.members().get("text");
    if (text != null) {
      checkText(TextKind.REASONING, text);
    }
  }

  private void document(BlockPlace place) throws InvalidRequestException {
    from.expect(Token.START_OBJECT, "must be an object");
    tally.opaque();
    notReadable(place);
    var document = JsonMember.of(from);
    tally.json(new JsonValues(document.scanner(), tally).readMedia(), true);
    if (place == BlockPlace.MESSAGE) {
      new PassedDocument(checkedTexts).read(document);
    }
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
    checkedTexts.add(TextKind.TOOL, from.start(), from.end(), from.scanned().characters());
  }

  private void toolJson() throws InvalidRequestException {
    var start = from.start();
    var bytes = values.read();
    tally.json(bytes, false);
    checkedTexts.add(TextKind.TOOL, start, from.end(), bytes);
  }

  private void searchResult(BlockPlace place) throws InvalidRequestException {
    from.expect(Token.START_OBJECT, "must be an object");
    var result = JsonMember.of(from);
    if (Citing.isWanted(result.members())) {
      tally.opaque();
    }
    var bytes = new JsonValues(result.scanner(), tally).read();
    tally.json(bytes, place != BlockPlace.TOOL_RESULT);
    checkedTexts.add(
        place == BlockPlace.TOOL_RESULT ? TextKind.TOOL : TextKind.DOCUMENT,
        result.start(),
        result.end(),
        bytes);
  }

  private void notReadable(BlockPlace place) {
    if (place == BlockPlace.TOOL_RESULT) {
      checkedTexts.unreadable(TextKind.TOOL, from.path());
    }
  }
}
