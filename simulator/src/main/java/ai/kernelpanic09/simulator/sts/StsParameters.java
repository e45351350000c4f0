package ai.kernelpanic09.simulator.sts;

import ai.kernelpanic09.simulator.iam.MalformedPolicyException;
import ai.kernelpanic09.simulator.iam.Policy;
import ai.kernelpanic09.simulator.iam.PolicyReader;
import ai.kernelpanic09.simulator.wire.AwsError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The form fields of an STS request, checked by the constraints of the API reference. */
record StsParameters(Map<String, String> form) {
  private static final Set<String> COMMON = Set.of("Action", "Version");

  /**
   * Refuses fields that the action does not have.
   *
   * @param allowed names of fields; one that ends with a dot allows a list
   */
  void allowOnly(Set<String> allowed) {
    for (var name : form.keySet()) {
      if (!COMMON.contains(name)
          && allowed.stream()
              .noneMatch(a -> a.endsWith(".") ? name.startsWith(a) : name.equals(a))) {
        throw invalid("Unexpected parameter: " + name);
      }
    }
  }

  String text(String name, int min, int max, String pattern) {
    var value = form.get(name);
    if (value == null) {
      throw invalid(at(name) + "Member must not be null");
    }
    return check(name, value, min, max, pattern);
  }

  String optional(String name, int min, int max, String pattern) {
    var value = form.get(name);
    return value == null ? "" : check(name, value, min, max, pattern);
  }

  int duration(int absent, int max) {
    var text = form.get("DurationSeconds");
    if (text == null) {
      return absent;
    }
    int seconds;
    try {
      seconds = Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new AwsError(400, "MalformedInput", "Invalid integer: " + text);
    }
    if (seconds < 900) {
      throw invalid(
          "Value '%d' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900"
              .formatted(seconds));
    }
    if (seconds > max) {
      throw invalid(
          "Value '%d' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or equal to %d"
              .formatted(seconds, max));
    }
    return seconds;
  }

  /** The inline session policy; empty when none is passed. */
  List<Policy> sessionPolicy() {
    var json = optional("Policy", 1, 2048, "[\\x{9}\\x{A}\\x{D}\\x{20}-\\x{FF}]+");
    if (form.keySet().stream().anyMatch(n -> n.startsWith("PolicyArns."))) {
      throw new AwsError(
          400,
          "MalformedPolicyDocument",
          "Managed session policies do not exist in this simulator");
    }
    if (json.isEmpty()) {
      return List.of();
    }
    try {
      return List.of(PolicyReader.identity(json));
    } catch (MalformedPolicyException e) {
      throw new AwsError(400, "MalformedPolicyDocument", String.valueOf(e.getMessage()));
    }
  }

  /** The session tags, by key. */
  Map<String, String> tags() {
    var tags = new LinkedHashMap<String, String>();
    for (int i = 1; form.containsKey("Tags.member." + i + ".Key"); i++) {
      var key = text("Tags.member." + i + ".Key", 1, 128, "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+");
      var value = text("Tags.member." + i + ".Value", 0, 256, "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");
      if (key.toLowerCase(Locale.ROOT).startsWith("aws:")) {
        throw invalid(at("Tags", key) + "Tag keys must not begin with aws:");
      }
      // Keys differ in more than case.
      if (tags.keySet().stream().anyMatch(key::equalsIgnoreCase)) {
        throw new AwsError(400, "InvalidParameterValue", "Duplicate tag key: " + key);
      }
      tags.put(key, value);
    }
    if (tags.size() > 50) {
      throw invalid(at("Tags") + "Member must have length less than or equal to 50");
    }
    return tags;
  }

  /** The identity that the session and those that it opens keep; empty for none. */
  String sourceIdentity() {
    return optional("SourceIdentity", 2, 64, "[\\w+=,.@-]*");
  }

  /** Refuses transitive keys that are not among the tags. */
  void checkTransitiveKeys(Set<String> tagKeys) {
    for (int i = 1; form.containsKey("TransitiveTagKeys.member." + i); i++) {
      if (!tagKeys.contains(form.get("TransitiveTagKeys.member." + i))) {
        throw new AwsError(
            400,
            "InvalidParameterValue",
            "The specified transitive tag key must be included in the requested tags.");
      }
    }
  }

  private static String check(String name, String value, int min, int max, String pattern) {
    if (value.length() < min) {
      throw invalid(at(name, value) + "Member must have length greater than or equal to " + min);
    }
    if (value.length() > max) {
      throw invalid(at(name, value) + "Member must have length less than or equal to " + max);
    }
    if (!value.matches(pattern)) {
      throw invalid(at(name, value) + "Member must satisfy regular expression pattern: " + pattern);
    }
    return value;
  }

  private static String at(String name, String value) {
    var shown = value.length() > 100 ? value.substring(0, 100) + "..." : value;
    return "Value '%s' at '%s' failed to satisfy constraint: ".formatted(shown, lower(name));
  }

  private static String at(String name) {
    return "Value null at '%s' failed to satisfy constraint: ".formatted(lower(name));
  }

  private static String lower(String name) {
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }

  private static AwsError invalid(String what) {
    return new AwsError(400, "ValidationError", "1 validation error detected: " + what);
  }
}
