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

  /** The end of what has been passed on of the body. */
  private int passed;

  /** Scalar values of the body that have not been counted, less those from before this content. */
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

  /** A message begins with the present object. */
  public void message() throws InvalidRequestException {
    tally.part(from);
    messages++;
  }

  /** The role of the message is the present value. */
  public void role() throws InvalidRequestException {
    from.expect(Token.TEXT, "must be \"user\" or \"assistant\"");
    var role = from.scanned().characters() > 9 ? "" : from.text();
    if (!role.equals("user") && !role.equals("assistant")) {
      throw from.wrong("must be \"user\" or \"assistant\"");
    }
    roles++;
    uncounted--;
  }

  /** A text that stands in place of an array of blocks is the present value. */
  public void text() throws InvalidRequestException {
    tally.part(from);
    blocks.text();
    uncounted--;
    to.copy(passed, from.start());
    to.insert(BEFORE_TEXT);
    to.copy(from.start(), from.end());
    to.insert(BEHIND_TEXT);
    passed = from.end();
  }

  /** A content block begins with the present token; it is read to its end. */
  public void block() throws InvalidRequestException {
    var before = from.scalars();
    blocks.read(place);
    uncounted -= from.scalars() - before;
  }

  /** The content ends with the present token. */
  public void end() {
    if (uncounted + from.scalars() != 0 || messages != roles) {
      throw new IllegalStateException("values would be passed on that are not counted");
    }
    to.copy(passed, from.end());
  }
}
