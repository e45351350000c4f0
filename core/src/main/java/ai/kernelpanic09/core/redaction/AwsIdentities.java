package ai.kernelpanic09.core.redaction;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes out of AWS's messages who calls and on whose account. Callers of an endpoint, which may be
 * of another namespace and another team, need not know it.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html">Identifiers
 *     of IAM</a>
 */
public final class AwsIdentities {

  private record Rule(Pattern pattern, String instead) {}

  private static final List<Rule> RULES =
      List.of(
          rule("Encoded authorization failure message: *[\\w+/=-]+", "(an encoded message)"),
          rule("arn:aws[a-z-]*:[a-z0-9-]*:[a-z0-9-]*:[0-9]{12}:[^\\s\"',;)\\]]+", "(an ARN)"),
          // Ids of users, roles and keys, with the name of the session where one follows.
          rule(
              "\\b(?:A3T[A-Z0-9]|ABIA|ACCA|AGPA|AIDA|AIPA|AKIA|ANPA|ANVA|APKA|AROA|ASCA|ASIA)"
                  + "[A-Z0-9]{12,}(?::[\\w+=,.@-]+)?",
              "(a principal)"),
          rule(
              "(?<![0-9-])(?:[0-9]{12}|[0-9]{4}-[0-9]{4}-[0-9]{4})(?![0-9]|-[0-9])",
              "(an account)"));

  private AwsIdentities() {}

  private static Rule rule(String pattern, String instead) {
    return new Rule(Pattern.compile(pattern), Matcher.quoteReplacement(instead));
  }

  /**
   * The text with placeholders for ARNs that name an account, for account numbers, for ids of
   * principals and keys, and for encoded messages. ARNs of AWS's own models stay.
   */
  public static String hidden(String text) {
    var hidden = text;
    for (var each : RULES) {
      hidden = each.pattern.matcher(hidden).replaceAll(each.instead);
    }
    return hidden;
  }
}
