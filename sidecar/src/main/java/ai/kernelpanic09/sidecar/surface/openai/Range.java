package ai.kernelpanic09.sidecar.surface.openai;

import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.json.JsonMember;
import java.io.IOException;
import java.io.UncheckedIOException;

/** What stands within the quotes of a string of JSON in a body. */
record Range(int start, int end) {

  static Range of(JsonMember text) {
    return new Range(text.start() + 1, text.end() - 1);
  }

  /** A copy of the bytes. */
  byte[] bytes(ReceivedBytes body) {
    try (var from = body.open(start, end)) {
      return from.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
