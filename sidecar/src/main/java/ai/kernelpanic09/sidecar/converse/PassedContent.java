package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.sidecar.body.Splices;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonScanner;
import ai.kernelpanic09.sidecar.json.JsonScanner.Token;
import java.nio.charset.StandardCharsets;

/**
 * Messages or a system prompt in Converse's own shape, passed on as the caller wrote them. A text
 * may stand where Converse wants an array of blocks. The surface walks over the structure, and
 * hands each value over while it is the scanner's present one.
 */
public final class PassedContent {

  private static final byte[] BEFORE_TEXT = "[{\"text\":".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] BEHIND_TEXT = "}]".getBytes(StandardCharsets.US_ASCII);

  private final JsonScanner from;
  private final Splices to;
  private final PassedBlocks blocks;
  private final WorstCaseTally tally;
  private final BlockPlace place;

  /** Where the part of the body that has been passed on ends. */
  private int passed;

  /**
   * Added to the scanner's scalars, this is the number of this content's scalars that have not been
   * counted.
   */
  private long uncounted;

  private int messages;
  private int roles;

  PassedContent(
      JsonScanner from, Splices to, PassedBlocks blocks, WorstCaseTally tally, BlockPlace place) {
    this.from = from;
    this.to = to;
    this.blocks = blocks;
    this.tally = tally;
    this.place = place;
    passed = from.start();
    uncounted = (from.token() == Token.TEXT ? 1L : 0L) - from.scalars();
  }

  /** Begins a message, which is the present object. */
  public void message() throws InvalidRequestException {
    tally.part(from);
    messages++;
  }

  /** Takes the present value as the message's role. */
  public void role() throws InvalidRequestException {
    from.expect(Token.TEXT, "must be \"user\" or \"assistant\"");
    var role = from.scanned().characters() > 9 ? "" : from.text();
    if (!role.equals("user") && !role.equals("assistant")) {
      throw from.wrong("must be \"user\" or \"assistant\"");
    }
    roles++;
    uncounted--;
  }

  /** Takes the present value, a text that stands in place of an array of blocks. */
  public void text() throws InvalidRequestException {
    tally.part(from);
    blocks.text(place);
    uncounted--;
    to.copy(passed, from.start());
    to.insert(BEFORE_TEXT);
    to.copy(from.start(), from.end());
    to.insert(BEHIND_TEXT);
    passed = from.end();
  }

  /** Reads the content block that begins with the present token, to its end. */
  public void block() throws InvalidRequestException {
    var before = from.scalars();
    blocks.read(place);
    uncounted -= from.scalars() - before;
  }

  /** Ends the content with the present token. */
  public void end() {
    if (uncounted + from.scalars() != 0 || messages != roles) {
      throw new IllegalStateException("values would be passed on that are not counted");
    }
    to.copy(passed, from.end());
  }
}
