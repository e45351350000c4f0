package ai.kernelpanic09.sidecar.surface.openai;

import ai.kernelpanic09.sidecar.body.ByteCursor;
import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import java.util.regex.Pattern;

/**
 * A {@code data:} URL in a body: its content stays where it is.
 *
 * @param mediaType in lower case, such as {@code image/png}
 * @param start of its base64 in the body
 * @see <a href="https://www.rfc-editor.org/rfc/rfc2397">RFC 2397</a>
 */
record DataUrl(String mediaType, int start, int end) {

  private static final int MAX_HEAD = 256;

  private static final Pattern REMOTE = Pattern.compile("[a-z][a-z0-9+.-]*://");

  /** So many bytes tell base64 from something else. */
  private static final int LOOKED_AT = 64;

  /**
   * Reads a URL.
   *
   * @throws InvalidRequestException when it is none of base64: nothing is fetched
   */
  static DataUrl of(JsonMember url) throws InvalidRequestException {
    if (!url.isText()) {
      throw url.wrong("must be a text");
    }
    var head = new StringBuilder();
    var from = new ByteCursor(url.body(), url.start() + 1, url.end() - 1);
    while (head.length() < MAX_HEAD) {
      var next = from.read();
      if (next == ByteCursor.END || next == ',') {
        break;
      }
      // Some clients write every slash with an escape.
      if (next != '\\') {
        head.append(Character.toLowerCase((char) next));
      }
    }
    var text = head.toString();
    if (REMOTE.matcher(text).lookingAt()) {
      throw url.wrong("is not fetched; send what is there as data:MEDIA-TYPE;base64,…");
    }
    if (!text.startsWith("data:")
        || !text.endsWith(";base64")
        || !isBase64(url.body(), from.position(), url.end() - 1)) {
      throw url.wrong("must be data:MEDIA-TYPE;base64,…");
    }
    var type = text.substring("data:".length()).split(";", 2)[0];
    return new DataUrl(type, from.position(), url.end() - 1);
  }

  /** Whether there is something that begins as base64 does. */
  private static boolean isBase64(ReceivedBytes body, int start, int end) {
    var from = new ByteCursor(body, start, Math.min(end, start + LOOKED_AT));
    for (var next = from.read(); next != ByteCursor.END; next = from.read()) {
      if (next >= 0x80 || (!Character.isLetterOrDigit(next) && "+/=\\".indexOf(next) < 0)) {
        return false;
      }
    }
    return start < end;
  }
}
