package ai.kernelpanic09.operator.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings from an environment, and collects every problem with them: a wrong value is read
 * as the default, and the caller stops the start if {@link #problems} is not empty.
 */
final class SettingsReader {

  private static final String PREFIX = "K8S_AI_";

  private final Map<String, String> environment;
  private final List<String> problems = new ArrayList<>();

  SettingsReader(Map<String, String> environment) {
    this.environment = environment;
  }

  /** The value or else the default; null where there is neither. */
  @Nullable String optional(OperatorSetting setting) {
    var value = value(setting);
    return value == null ? setting.defaultValue() : value;
  }

  /** The value or else the default of a setting that has one. */
  String text(OperatorSetting setting) {
    var value = value(setting);
    return value == null ? defaultOf(setting) : value;
  }

  boolean flag(OperatorSetting setting) {
    return parsed(
        setting,
        text ->
            switch (text) {
              case "on", "true" -> true;
              case "off", "false" -> false;
              default -> throw new IllegalArgumentException(text);
            },
        "on or off");
  }

  /** The entries between commas, without blank ones. */
  List<String> list(OperatorSetting setting) {
    var value = optional(setting);
    return value == null
        ? List.of()
        : Stream.of(value.split(",", -1)).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }

  int port(OperatorSetting setting) {
    return parsed(
        setting,
        text -> {
          var port = Integer.parseInt(text);
          if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(text);
          }
          return port;
        },
        "a port from 0 to 65535");
  }

  /**
   * A setting that has a default.
   *
   * @param parse throws {@link IllegalArgumentException} for a wrong value
   * @param expected describes right values, for the problem that a wrong value leaves
   */
  <T> T parsed(OperatorSetting setting, Function<String, T> parse, String expected) {
    var value = optionallyParsed(setting, parse, expected);
    return value == null ? parse.apply(defaultOf(setting)) : value;
  }

  /** As {@link #parsed}, for a setting without default: null if it is absent or wrong. */
  <T> @Nullable T optionallyParsed(
      OperatorSetting setting, Function<String, T> parse, String expected) {
    var value = value(setting);
    if (value == null) {
      return null;
    }
    try {
      return parse.apply(value);
    } catch (IllegalArgumentException e) {
      problem(setting, "'" + value + "' is not " + expected);
      return null;
    }
  }

  void problem(OperatorSetting setting, String text) {
    problems.add(setting.variable() + ": " + text);
  }

  /** Every wrong value and every unknown name: a misspelt setting must not be ignored. */
  List<String> problems() {
    var known =
        Arrays.stream(OperatorSetting.values())
            .map(OperatorSetting::variable)
            .collect(Collectors.toSet());
    var unknown =
        environment.keySet().stream()
            .filter(name -> name.startsWith(PREFIX) && !known.contains(name))
            .filter(name -> !isServiceLink(name))
            .sorted()
            .map(name -> name + ": there is no such setting");
    return Stream.concat(problems.stream(), unknown).toList();
  }

  /** Kubernetes adds variables for the Services of a pod's namespace, the gateway's among them. */
  private static boolean isServiceLink(String name) {
    return name.contains("_SERVICE_") || name.contains("_PORT");
  }

  private @Nullable String value(OperatorSetting setting) {
    var value = environment.get(setting.variable());
    return value == null || value.isBlank() ? null : value.strip();
  }

  private static String defaultOf(OperatorSetting setting) {
    return Objects.requireNonNull(setting.defaultValue(), setting.variable());
  }
}
