package ai.kernelpanic09.sidecar.textcheck;

import ai.kernelpanic09.core.price.GuardrailUnits;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts texts into requests of ApplyGuardrail, and bounds what these can cost. Bedrock checks only
 * 25 text units a second by default, so no request is larger than that.
 *
 * @see <a href="https://docs.aws.amazon.com/general/latest/gr/bedrock.html">Bedrock quotas:
 *     on-demand ApplyGuardrail text units per second (25 by default)</a>
 */
final class CheckPlan {

  /** Characters of a text unit. */
  static final int UNIT = (int) GuardrailUnits.UNIT_CHARACTERS;

  static final int MAX_REQUEST_CHARACTERS = 25 * UNIT;

  /** A piece ends at white space where there is any in its last thousand characters. */
  private static final int MIN_PIECE_CHARACTERS = MAX_REQUEST_CHARACTERS - UNIT - 1;

  /** A piece of the text with number {@code text}. */
  record Piece(int text, String content) {}

  private CheckPlan() {}

  /**
   * The most characters, in whole units, that are checked for a text of {@code length} characters.
   */
  static long maxCharacters(long length) {
    return length <= MAX_REQUEST_CHARACTERS
        ? Math.ceilDiv(length, (long) UNIT) * UNIT
        : Math.ceilDiv(length, (long) MIN_PIECE_CHARACTERS) * MAX_REQUEST_CHARACTERS;
  }

  /** The requests, each with pieces of one or more texts. */
  static List<List<Piece>> requests(List<String> texts) {
    var requests = new ArrayList<List<Piece>>();
    var open = new ArrayList<Piece>();
    var left = MAX_REQUEST_CHARACTERS;
    for (var i = 0; i < texts.size(); i++) {
      var text = texts.get(i);
      for (var from = 0; from < text.length(); ) {
        var to = end(text, from);
        if (to - from > left) {
          requests.add(List.copyOf(open));
          open.clear();
          left = MAX_REQUEST_CHARACTERS;
        }
        open.add(new Piece(i, text.substring(from, to)));
        left -= to - from;
        from = to;
      }
    }
    if (!open.isEmpty()) {
      requests.add(List.copyOf(open));
    }
    return requests;
  }

  private static int end(String text, int from) {
    var max = from + MAX_REQUEST_CHARACTERS;
    if (text.length() <= max) {
      return text.length();
    }
    for (var at = max; at > from + MIN_PIECE_CHARACTERS + 1; at--) {
      if (Character.isWhitespace(text.charAt(at - 1))) {
        return at;
      }
    }
    return Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max;
  }
}
