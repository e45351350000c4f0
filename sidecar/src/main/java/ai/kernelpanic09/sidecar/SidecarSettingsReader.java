package ai.kernelpanic09.sidecar;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads settings from an environment; the first wrong one stops the start. */
final class SidecarSettingsReader {

  private static final String PREFIX = "K8S_AI_";

  /**
   * Variables that Kubernetes adds for each Service of the namespace, such as K8S_AI_CONTROL_PORT.
   */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(".*_(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT|PORT_[0-9]+_(TCP|UDP)(_.*)?)");

  private final Map<String, String> environment;

  /**
   * @throws ConfigException when the environment holds a setting that is not known
   */
  SidecarSettingsReader(Map<String, String> environment) {
    this.environment = environment;
    for (var name : environment.keySet()) {
      if (name.startsWith(PREFIX)
          && Arrays.stream(SidecarSetting.values()).noneMatch(each -> each.variable().equals(name))
          && !SERVICE_LINK.matcher(name).matches()) {
        throw new ConfigException("the environment variable " + name + " is not known");
      }
    }
  }

  /** The value, or the default where it is not set; empty where there is neither. */
  String text(SidecarSetting setting) {
    var defaultValue = setting.defaultValue();
    return text(setting, defaultValue == null ? "" : defaultValue);
  }

  /**
   * The value, or {@code defaultValue} where it is not set: for settings without a fixed default.
   */
  String text(SidecarSetting setting, String defaultValue) {
    var value = environment.get(setting.variable());
    return value == null || value.isBlank() ? defaultValue : value.strip();
  }

  int number(SidecarSetting setting, int min, int max) {
    return (int) number(setting, text(setting), min, max);
  }

  long number(SidecarSetting setting, long defaultValue, long min, long max) {
    return number(setting, text(setting, Long.toString(defaultValue)), min, max);
  }

  private static long number(SidecarSetting setting, String value, long min, long max) {
    return parsed(
        setting,
        value,
        text -> {
          var number = Long.parseLong(text);
          return number >= min && number <= max ? number : null;
        },
        "a whole number between " + min + " and " + max);
  }

  <T> T parsed(SidecarSetting setting, Function<String, @Nullable T> parse, String expected) {
    return parsed(setting, text(setting), parse, expected);
  }

  /**
   * Converts a setting's {@code value} to another type.
   *
   * @param parse returns null or throws {@link IllegalArgumentException} for a wrong value
   * @param expected describes the right values in the message
   * @throws ConfigException for a wrong value
   */
  static <T> T parsed(
      SidecarSetting setting, String value, Function<String, @Nullable T> parse, String expected) {
    try {
      var parsed = parse.apply(value);
      if (parsed != null) {
        return parsed;
      }
    } catch (IllegalArgumentException e) {
      // Refused below, as any other wrong value.
    }
    throw new ConfigException(setting.variable() + " is '" + value + "', but must be " + expected);
  }
}
