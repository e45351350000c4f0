package ai.kernelpanic09.sidecar.call;

/**
 * Names a call in the customer's invocation logs, beside its endpoint.
 *
 * @param workload the caller's workload
 * @param window the budget window that the call is booked in
 * @param call a unique id of the call
 * @param request the id of the caller's request
 */
public record CallLabel(String workload, String window, String call, String request) {

  private static final String ALLOWED = " :_@$#=/+,-.";
  private static final int MAX_CHARACTERS = 256;

  /**
   * The text with each character that Bedrock does not accept here replaced by {@code _}, and cut
   * to 256 characters.
   */
  public static String plain(String text) {
    for (var i = 0; i < text.length(); i++) {
      if (!isAllowed(text.charAt(i))) {
        return replaced(text);
      }
    }
    return text.length() <= MAX_CHARACTERS ? text : replaced(text);
  }

  private static String replaced(String text) {
    var plain = new StringBuilder();
    for (var i = 0; i < Math.min(text.length(), MAX_CHARACTERS); i++) {
      plain.append(isAllowed(text.charAt(i)) ? text.charAt(i) : '_');
    }
    return plain.toString();
  }

  private static boolean isAllowed(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || ALLOWED.indexOf(c) >= 0;
  }
}
