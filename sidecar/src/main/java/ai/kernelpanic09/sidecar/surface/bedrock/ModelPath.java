package ai.kernelpanic09.sidecar.surface.bedrock;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The path of a request, behind {@code /model/}.
 *
 * @param model decoded: the id or name of a model
 */
record ModelPath(String model, Operation operation) {

  /** What can be done with a model. */
  enum Operation {
    CONVERSE("converse"),
    CONVERSE_STREAM("converse-stream"),
    INVOKE("invoke"),
    INVOKE_STREAM("invoke-with-response-stream"),
    COUNT_TOKENS("count-tokens");

    private final String word;

    Operation(String word) {
      this.word = word;
    }
  }

  /** Reads a path; null when it is none of Bedrock's. */
  static @Nullable ModelPath of(String rest) {
    var slash = rest.lastIndexOf('/');
    var model = slash < 1 ? null : decoded(rest.substring(0, slash));
    if (model != null) {
      for (var each : Operation.values()) {
        if (rest.endsWith("/" + each.word)) {
          return new ModelPath(model, each);
        }
      }
    }
    return null;
  }

  /** A segment of a path; null when it holds a percent sign that encodes nothing. */
  static @Nullable String decoded(String segment) {
    try {
      // In a path, unlike in a form, a plus sign stands for itself.
      return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
