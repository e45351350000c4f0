package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonScanner;
import ai.kernelpanic09.sidecar.json.JsonScanner.Token;

/**
 * Reads messages and system prompts: in Converse's own shape, by its allow-list, but for texts that
 * stand where Converse wants an array of blocks.
 */
public final class ContentReader {

  private final JsonScanner from;
  private final ConverseWriter to;

  public ContentReader(JsonScanner from, ConverseWriter to) {
    this.from = from;
    this.to = to;
  }

  /**
   * Passes on the array of messages, at its first token.
   *
   * @throws InvalidRequestException when something in it is not on the allow-list
   */
  public void messages() throws InvalidRequestException {
    from.expect(Token.START_ARRAY, "must be an array of messages");
    var content = to.passMessages();
    var count = 0;
    while (from.next() != Token.END_ARRAY) {
      message(content);
      count++;
    }
    if (count == 0) {
      throw from.wrong("must hold at least one message");
    }
    content.end();
  }

  /**
   * Passes on the system prompt, at its first token: a text, or an array of blocks.
   *
   * @throws InvalidRequestException when something in it is not on the allow-list
   */
  public void system() throws InvalidRequestException {
    var content = to.passSystem();
    blocks(content);
    content.end();
  }

  private void message(PassedContent to) throws InvalidRequestException {
    from.expect(Token.START_OBJECT, "must be an object with role and content");
    to.message();
    var role = false;
    var content = false;
    while (from.next() == Token.NAME) {
      switch (from.text()) {
        case "role" -> {
          once(role);
          role = true;
          from.next();
          role(to);
        }
        case "content" -> {
          once(content);
          content = true;
          from.next();
          if (blocks(to) == 0) {
            throw from.wrong("must not be empty");
          }
        }
        default -> throw from.wrong("is not known");
      }
    }
    require(role, "role");
    require(content, "content");
  }

  private void role(PassedContent to) throws InvalidRequestException {
    if (from.token() == Token.TEXT
        && from.scanned().characters() == "system".length()
        && from.text().equals("system")) {
      throw from.wrong(
          "must be \"user\" or \"assistant\"; a system prompt goes into the member system");
    }
    to.role();
  }

  /** A text, or an array of blocks. Returns how many there are. */
  private int blocks(PassedContent to) throws InvalidRequestException {
    if (from.token() == Token.TEXT) {
      to.text();
      return 1;
    }
    from.expect(Token.START_ARRAY, "must be a text or an array of content blocks");
    var count = 0;
    while (from.next() != Token.END_ARRAY) {
      to.block();
      count++;
    }
    return count;
  }

  private void once(boolean seen) throws InvalidRequestException {
    if (seen) {
      throw from.wrong("is there twice");
    }
  }

  private void require(boolean seen, String member) throws InvalidRequestException {
    if (!seen) {
      throw new InvalidRequestException(from.path() + "." + member, "is missing");
    }
  }
}
