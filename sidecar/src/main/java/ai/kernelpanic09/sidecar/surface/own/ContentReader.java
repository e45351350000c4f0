package ai.kernelpanic09.sidecar.surface.own;

import ai.kernelpanic09.sidecar.body.Splices;
import ai.kernelpanic09.sidecar.converse.BlockChecks;
import ai.kernelpanic09.sidecar.converse.BlockPlace;
import ai.kernelpanic09.sidecar.converse.Tally;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonScanner;
import ai.kernelpanic09.sidecar.json.JsonScanner.Token;
import java.nio.charset.StandardCharsets;

/**
 * Passes on messages and system prompts in Converse's own shape, by an allow-list. They are the
 * caller's bytes, but for texts that stand where Converse wants an array of blocks.
 */
final class ContentReader {

  private static final byte[] BEFORE_TEXT = "[{\"text\":".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] BEHIND_TEXT = "}]".getBytes(StandardCharsets.US_ASCII);

  private final JsonScanner from;
  private final Splices to;
  private final BlockChecks blocks;
  private final Tally tally;

  /** Up to where the body is passed on. */
  private int copied;

  ContentReader(JsonScanner from, Splices to, BlockChecks blocks, Tally tally) {
    this.from = from;
    this.to = to;
    this.blocks = blocks;
    this.tally = tally;
  }

  /** The array of messages, at its first token. */
  void messages() throws InvalidRequestException {
    from.expect(Token.START_ARRAY, "must be an array of messages");
    copied = from.start();
    var count = 0;
    while (from.next() != Token.END_ARRAY) {
      message();
      count++;
    }
    if (count == 0) {
      throw from.wrong("must hold at least one message");
    }
    to.copy(copied, from.end());
  }

  /** The system prompt, at its first token: a text, or an array of blocks. */
  void system() throws InvalidRequestException {
    copied = from.start();
    if (from.token() == Token.TEXT) {
      wrappedText();
      return;
    }
    from.expect(Token.START_ARRAY, "must be a text or an array of content blocks");
    while (from.next() != Token.END_ARRAY) {
      blocks.read(BlockPlace.SYSTEM);
    }
    to.copy(copied, from.end());
  }

  private void message() throws InvalidRequestException {
    from.expect(Token.START_OBJECT, "must be an object with role and content");
    tally.part(from);
    var role = false;
    var content = false;
    while (from.next() == Token.NAME) {
      switch (from.text()) {
        case "role" -> {
          once(role);
          role = true;
          from.next();
          role();
        }
        case "content" -> {
          once(content);
          content = true;
          from.next();
          content();
        }
        default -> throw from.wrong("is not known");
      }
    }
    require(role, "role");
    require(content, "content");
  }

  private void role() throws InvalidRequestException {
    from.expect(Token.TEXT, "must be \"user\" or \"assistant\"");
    var role = from.scanned().characters() > 9 ? "" : from.text();
    if (!role.equals("user") && !role.equals("assistant")) {
      throw from.wrong(
          role.equals("system")
              ? "must be \"user\" or \"assistant\"; a system prompt goes into the member system"
              : "must be \"user\" or \"assistant\"");
    }
  }

  private void content() throws InvalidRequestException {
    if (from.token() == Token.TEXT) {
      wrappedText();
      return;
    }
    from.expect(Token.START_ARRAY, "must be a text or an array of content blocks");
    var count = 0;
    while (from.next() != Token.END_ARRAY) {
      blocks.read(BlockPlace.MESSAGE);
      count++;
    }
    if (count == 0) {
      throw from.wrong("must not be empty");
    }
  }

  private void wrappedText() throws InvalidRequestException {
    tally.part(from);
    blocks.text();
    to.copy(copied, from.start());
    to.insert(BEFORE_TEXT);
    to.copy(from.start(), from.end());
    to.insert(BEHIND_TEXT);
    copied = from.end();
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
