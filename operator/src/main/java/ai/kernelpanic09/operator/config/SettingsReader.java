package ai.kernelpanic09.operator.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads settings from an environment, and collects everything that is wrong with them. */
final class SettingsReader {

  static final String PREFIX = "K8S_AI_";

  private final Map<String, String> environment;
  private final Set<String> read = new HashSet<>();
  private final List<String> problems = new ArrayList<>();

  SettingsReader(Map<String, String> environment) {
    this.environment = environment;
  }

  @Nullable String optional(String name) {
    read.add(PREFIX + name);
    var value = environment.get(PREFIX + name);
    return value == null || value.isBlank() ? null : value.strip();
  }

  String text(String name, String fallback) {
    var value = optional(name);
    return value == null ? fallback : value;
  }

  boolean flag(String name, boolean fallback) {
    var value = optional(name);
    return switch (value) {
      case null -> fallback;
      case "on", "true" -> true;
      case "off", "false" -> false;
      default -> {
        problems.add(PREFIX + name + ": '" + value + "' is neither on nor off");
        yield fallback;
      }
    };
  }

  List<String> list(String name) {
    var value = optional(name);
    return value == null
        ? List.of()
        : Stream.of(value.split(",", -1)).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }

  int port(String name, int fallback) {
    return checked(
        name,
        fallback,
        text -> {
          var port = Integer.parseInt(text);
          if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(text);
          }
          return port;
        },
        "a port");
  }

  <T> T checked(String name, T fallback, Function<String, T> parse, String expected) {
    var value = maybe(name, parse, expected);
    return value == null ? fallback : value;
  }

  <T> @Nullable T maybe(String name, Function<String, T> parse, String expected) {
    var value = optional(name);
    if (value == null) {
      return null;
    }
    try {
      return parse.apply(value);
    } catch (IllegalArgumentException e) {
      problems.add(PREFIX + name + ": '" + value + "' is not " + expected);
      return null;
    }
  }

  void problem(String name, String text) {
    problems.add(PREFIX + name + ": " + text);
  }

  /** What is wrong, names that nobody reads included: a misspelt setting must not be ignored. */
  List<String> problems() {
    var all = new ArrayList<>(problems);
    for (var name : environment.keySet().stream().sorted().toList()) {
      // Kubernetes adds variables for the Services of the namespace, ours among them.
      var link = name.contains("_SERVICE_") || name.contains("_PORT");
      if (name.startsWith(PREFIX) && !read.contains(name) && !link) {
        all.add(name + ": there is no such setting");
      }
    }
    return Collections.unmodifiableList(all);
  }
}
