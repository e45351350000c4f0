package ai.kernelpanic09.sidecar.surface;

import io.vertx.core.http.HttpServerRequest;
import java.util.HexFormat;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a request can be found again.
 *
 * @param id the caller's own in {@code x-request-id}, or one that is made
 * @param headers of the W3C trace that the request belongs to; empty for none
 * @see <a href="https://www.w3.org/TR/trace-context/">Trace Context</a>
 */
record RequestTrace(String id, Map<String, String> headers) {

  private static final String PARENT = "traceparent";
  private static final String STATE = "tracestate";

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

  /** Version ff and ids of zeros have no meaning. */
  private static final Pattern PARENT_FORM =
      Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

  private static final Pattern ENTRY_FORM =
      Pattern.compile("[a-z0-9][a-z0-9_*/@-]{0,255}=[ -+\\--<>-~]{0,255}[!-+\\--<>-~]");

  private static final int MAX_ENTRIES = 32;
  private static final int MAX_STATE = 512;

  /** Reads the headers of a request. What is not in the right form is left out. */
  static RequestTrace of(HttpServerRequest request, RandomGenerator random) {
    var asked = request.getHeader(AnswerHeaders.REQUEST);
    var id = asked != null && ID.matcher(asked).matches() ? asked : made(random);
    var parents = request.headers().getAll(PARENT);
    if (parents.size() != 1 || !PARENT_FORM.matcher(parents.getFirst()).matches()) {
      return new RequestTrace(id, Map.of());
    }
    var parent = parents.getFirst();
    var state = state(String.join(",", request.headers().getAll(STATE)));
    return new RequestTrace(
        id, state == null ? Map.of(PARENT, parent) : Map.of(PARENT, parent, STATE, state));
  }

  private static @Nullable String state(String text) {
    if (text.isBlank() || text.length() > MAX_STATE) {
      return null;
    }
    var entries = text.split(",", -1);
    var count = 0;
    for (var each : entries) {
      var entry = each.strip();
      if (!entry.isEmpty() && (!ENTRY_FORM.matcher(entry).matches() || ++count > MAX_ENTRIES)) {
        return null;
      }
    }
    return text;
  }

  private static String made(RandomGenerator random) {
    var hex = HexFormat.of();
    return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
  }
}
