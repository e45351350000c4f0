package ai.kernelpanic09.operator.credentials;

import ai.kernelpanic09.api.Keys;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Decides which roles the endpoints of a namespace may name. */
public final class RoleRules {

  private static final Pattern ROLE_ARN =
      Pattern.compile("arn:aws(-[a-z]+){0,3}:iam::([0-9]{12}):role/[A-Za-z0-9_+=,.@/-]{1,512}");

  /**
   * Why the role may not be used; empty if it may.
   *
   * @param allowedRoleArns the namespace's allow-list: ARNs separated by commas; {@code *} at the
   *     end of one matches any rest; null for none
   * @param requireAllowList whether a namespace without allow-list may use no role
   */
  public static Optional<String> refusal(
      String roleArn, @Nullable String allowedRoleArns, boolean requireAllowList) {
    if (allowedRoleArns == null) {
      return requireAllowList
          ? Optional.of("the namespace has no annotation " + Keys.ALLOWED_ROLE_ARNS)
          : Optional.empty();
    }
    for (var entry : allowedRoleArns.split(",", -1)) {
      if (matches(roleArn, entry.strip())) {
        return Optional.empty();
      }
    }
    return Optional.of(
        "the namespace's annotation " + Keys.ALLOWED_ROLE_ARNS + " does not list " + roleArn);
  }

  /** Whether the text is the ARN of an IAM role. */
  public static boolean isRoleArn(String text) {
    return ROLE_ARN.matcher(text).matches();
  }

  /** The AWS account in a role's ARN. */
  public static String account(String roleArn) {
    return roleArn.split(":", -1)[4];
  }

  private static boolean matches(String roleArn, String entry) {
    return entry.endsWith("*")
        ? roleArn.startsWith(entry.substring(0, entry.length() - 1))
        : roleArn.equals(entry);
  }

  private RoleRules() {}
}
