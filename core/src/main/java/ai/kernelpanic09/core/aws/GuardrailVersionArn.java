package ai.kernelpanic09.core.aws;

import java.util.regex.Pattern;

/**
 * A version of a guardrail, as AWS Organizations' policies write it: its ARN, a colon and a number.
 */
public record GuardrailVersionArn(String arn, String version) {

  private static final Pattern FORM =
      Pattern.compile(
          "(arn:aws(?:-[^:]+)?:bedrock:[a-z0-9-]{1,20}:[0-9]{12}:guardrail/[a-z0-9]{1,64})"
              + ":([1-9][0-9]{0,7})");

  /**
   * @throws IllegalArgumentException when it is none
   */
  public static GuardrailVersionArn parse(String text) {
    var matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(text);
    }
    return new GuardrailVersionArn(matcher.group(1), matcher.group(2));
  }

  /** Whether the guardrail is in a region: calls of others don't get it. */
  public boolean isIn(String region) {
    return arn.split(":", 5)[3].equals(region);
  }

  @Override
  public String toString() {
    return arn + ":" + version;
  }
}
