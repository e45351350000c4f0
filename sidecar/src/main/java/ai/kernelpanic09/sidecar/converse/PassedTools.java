package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonScanner;
import ai.kernelpanic09.sidecar.json.JsonScanner.Token;

/** Reads over the tools that a request offers, and checks them by an allow-list. */
final class PassedTools {

  private final JsonScanner from;
  private final PassedBlocks blocks;

  /**
   * @param blocks counts the parts that are passed on
   */
  PassedTools(JsonScanner from, PassedBlocks blocks) {
    this.from = from;
    this.blocks = blocks;
  }

  /** Reads the object {@code toolConfig}, at its first token. */
  void read() throws InvalidRequestException {
    from.expect(Token.START_OBJECT, "must be an object with tools");
    var offered = false;
    var chosen = false;
    while (from.next() == Token.NAME) {
      switch (from.text()) {
        case "tools" -> {
          once(offered);
          offered = true;
          from.next();
          tools();
        }
        case "toolChoice" -> {
          once(chosen);
          chosen = true;
          from.next();
          blocks.toolPart(false);
        }
        default -> throw from.wrong("is not known");
      }
    }
    if (!offered) {
      throw new InvalidRequestException(from.path() + ".tools", "is missing");
    }
  }

  private void once(boolean seen) throws InvalidRequestException {
    if (seen) {
      throw from.wrong("is there twice");
    }
  }

  private void tools() throws InvalidRequestException {
    from.expect(Token.START_ARRAY, "must be an array of tools");
    while (from.next() != Token.END_ARRAY) {
      tool();
    }
  }

  private void tool() throws InvalidRequestException {
    var path = from.path();
    var object = from.token() == Token.START_OBJECT;
    var name = object && from.next() == Token.NAME ? from.text() : "";
    // Bedrock's own tools (systemTool) have prices of their own.
    if (!name.equals("toolSpec") && !name.equals("cachePoint")) {
      throw new InvalidRequestException(
          path,
          "must be a toolSpec or a cachePoint"
              + (name.equals("systemTool") ? "; a systemTool has a price of its own" : ""));
    }
    from.next();
    blocks.toolPart(name.equals("cachePoint"));
    if (from.next() != Token.END_OBJECT) {
      throw new InvalidRequestException(path, "must have exactly one member");
    }
  }
}
