package ai.kernelpanic09.sidecar.json;

import ai.kernelpanic09.sidecar.body.Splices;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;

/** Writes JSON of our own between ranges of a received body. */
public final class JsonSplices {

  private final Splices to;
  private final StringBuilder own = new StringBuilder();

  public JsonSplices(Splices to) {
    this.to = to;
  }

  /** JSON of our own, in ASCII. */
  public JsonSplices text(String json) {
    own.append(json);
    return this;
  }

  /** A text of our own, which becomes JSON. */
  public JsonSplices quoted(String text) {
    own.append('"');
    JsonStringEncoder.getInstance().quoteAsString(text, own);
    own.append('"');
    return this;
  }

  /** JSON of our own that is not copied. */
  public JsonSplices own(byte[] json) {
    flush();
    to.insert(json);
    return this;
  }

  /** A range of the body, such as a value. */
  public JsonSplices range(int start, int end) {
    flush();
    to.copy(start, end);
    return this;
  }

  /** A value of the body. */
  public JsonSplices value(JsonMember value) {
    return range(value.start(), value.end());
  }

  /** What stands within the quotes of a text of the body. */
  public JsonSplices content(JsonMember text) {
    return range(text.start() + 1, text.end() - 1);
  }

  /** Hands on what is still held back; to be called at the end. */
  public void flush() {
    if (!own.isEmpty()) {
      to.insertOwn(own.toString().getBytes(StandardCharsets.UTF_8));
      own.setLength(0);
    }
  }
}
