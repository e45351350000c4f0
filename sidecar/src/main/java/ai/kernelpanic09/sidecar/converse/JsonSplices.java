package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.sidecar.body.Splices;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;

/** Writes JSON of our own between values of a received body. */
final class JsonSplices {

  private final Splices to;
  private final StringBuilder own = new StringBuilder();

  JsonSplices(Splices to) {
    this.to = to;
  }

  /** Adds JSON of our own, in ASCII. */
  JsonSplices text(String json) {
    own.append(json);
    return this;
  }

  /** Adds a text of our own as a JSON string. */
  JsonSplices quoted(String text) {
    own.append('"');
    JsonStringEncoder.getInstance().quoteAsString(text, own);
    own.append('"');
    return this;
  }

  /** Adds a value of the body. */
  JsonSplices value(ScannedValue value) {
    flush();
    to.copy(value.start(), value.end());
    return this;
  }

  /** Adds the JSON of our own that is still buffered; to be called at the end. */
  void flush() {
    if (!own.isEmpty()) {
      to.insertOwn(own.toString().getBytes(StandardCharsets.UTF_8));
      own.setLength(0);
    }
  }
}
