package ai.kernelpanic09.operator.failure;

import java.util.Arrays;

/** Describes exceptions that nobody expected, for conditions and for callers. */
final class Mistake {

  private static final String OURS = "ai.kernelpanic09.";
  private static final String LOG = "; the operator's log has the rest";
  private static final int MAX_LENGTH = 500;

  /**
   * The type of the innermost cause and the method of ours that it came from; at most 500
   * characters. Its own text is left out: nobody knows what it quotes, and everybody who may read
   * an endpoint reads conditions.
   */
  static String of(Throwable failure) {
    var cause = failure;
    for (var next = cause.getCause(); next != null; next = next.getCause()) {
      cause = next;
    }
    var type = cause.getClass().getSimpleName();
    var text =
        Arrays.stream(cause.getStackTrace())
            .filter(each -> each.getClassName().startsWith(OURS))
            .findFirst()
            .map(at -> type + " in " + simpleName(at.getClassName()) + "." + at.getMethodName())
            .orElse(type);
    return text.substring(0, Math.min(text.length(), MAX_LENGTH - LOG.length())) + LOG;
  }

  private static String simpleName(String type) {
    return type.substring(type.lastIndexOf('.') + 1);
  }

  private Mistake() {}
}
