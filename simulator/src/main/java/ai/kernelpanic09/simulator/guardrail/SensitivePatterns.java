package ai.kernelpanic09.simulator.guardrail;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * How the simulator finds sensitive information: patterns for the types that have one, and for
 * every type the marker {@code sim:TYPE}.
 */
final class SensitivePatterns {
  private static final Map<String, String> PATTERNS =
      Map.ofEntries(
          Map.entry("EMAIL", "[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,}"),
          Map.entry("AWS_ACCESS_KEY", "\\b(?:AKIA|ASIA)[A-Z0-9]{16}\\b"),
          Map.entry("AWS_SECRET_KEY", "(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])"),
          Map.entry("US_SOCIAL_SECURITY_NUMBER", "\\b\\d{3}-\\d{2}-\\d{4}\\b"),
          Map.entry("CREDIT_DEBIT_CARD_NUMBER", "\\b(?:\\d{4}[ -]?){3}\\d{4}\\b"),
          Map.entry("PHONE", "\\b\\d{3}-\\d{3}-\\d{4}\\b"),
          Map.entry("IP_ADDRESS", "\\b(?:\\d{1,3}\\.){3}\\d{1,3}\\b"),
          Map.entry("MAC_ADDRESS", "\\b(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}\\b"),
          Map.entry("URL", "https?://\\S+"));

  private SensitivePatterns() {}

  static Pattern of(String type) {
    var marker = "sim:" + type + "\\b";
    var pattern = PATTERNS.get(type);
    return Pattern.compile(pattern == null ? marker : pattern + "|" + marker);
  }
}
