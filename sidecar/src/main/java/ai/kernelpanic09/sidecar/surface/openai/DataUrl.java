package ai.kernelpanic09.sidecar.surface.openai;

import ai.kernelpanic09.sidecar.body.ByteCursor;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;

/**
 * A {@code data:} URL in a body: its content stays where it is.
 *
 * @param mediaType in lower case, such as {@code image/png}
 * @param start of its base64 in the body
 * @see <a href="https://www.rfc-editor.org/rfc/rfc2397">RFC 2397</a>
 */
record DataUrl(String mediaType, int start, int end) {

  private static final int MAX_HEAD = 128;

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
    if (!text.startsWith("data:")) {
      throw url.wrong("is not fetched; send what is there as data:MEDIA-TYPE;base64,…");
    }
    if (!text.endsWith(";base64") || from.position() >= url.end() - 1) {
      throw url.wrong("must be data:MEDIA-TYPE;base64,…");
    }
    var type = text.substring("data:".length()).split(";", 2)[0];
    return new DataUrl(type, from.position(), url.end() - 1);
  }
}
