package ai.kernelpanic09.cli.bill;

import java.util.regex.Pattern;

/**
 * Names of the sessions by which calls are signed: {@code namespace.endpoint}, with {@code @} and
 * the caller's namespace behind it where that is another one.
 */
final class Sessions {

  private static final Pattern SESSION =
      Pattern.compile(
          "arn:aws[a-z-]*:sts::\\d{12}:assumed-role/[^/]+/([a-z0-9-]+)\\.([a-z0-9-]+)(@.*)?");

  /** The endpoint whose session this is, {@code namespace/name}; empty for any other principal. */
  static String endpoint(String principalArn) {
    var found = SESSION.matcher(principalArn);
    return found.matches() ? found.group(1) + "/" + found.group(2) : "";
  }

  private Sessions() {}
}
