package ai.kernelpanic09.sidecar;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.sidecar.surface.SurfaceLimits;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How a process runs.
 *
 * @param endpoints to serve from the start; a gateway serves any that its callers may call
 * @param quitOffered whether callers in the pod may end the process
 * @param drainDelayMillis how long calls are still taken after SIGTERM
 * @param drainMillis how long calls under way and the last report may take
 */
public record SidecarConfig(
    Mode mode,
    Set<EndpointName> endpoints,
    String workload,
    String pod,
    URI controlUrl,
    Path identityDir,
    Path journalDir,
    String logLevel,
    int modelPort,
    int healthPort,
    SurfaceLimits limits,
    int connections,
    boolean quitOffered,
    long drainDelayMillis,
    long drainMillis) {

  /** Which part the process plays. */
  public enum Mode {
    /** In a pod, for the pod. */
    SIDECAR,
    /** Shared, for callers that prove who they are. */
    GATEWAY,
    /** On a laptop, without a cluster. */
    LOCAL
  }

  private static final int MAX_BODY_BYTES = 25 << 20;
  private static final long GATEWAY_DRAIN_DELAY_MILLIS = 5_000;

  /** What Kubernetes adds for each Service of the namespace, such as K8S_AI_CONTROL_PORT. */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(".*_(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT|PORT_[0-9]+_(TCP|UDP)(_.*)?)");

  /**
   * Reads arguments and environment.
   *
   * @throws ConfigException when a value is missing, wrong or not known
   */
  public static SidecarConfig read(String[] arguments, Map<String, String> environment) {
    var mode = Mode.SIDECAR;
    for (var argument : arguments) {
      mode =
          switch (argument) {
            case "--gateway" -> Mode.GATEWAY;
            case "--local" ->
                throw new ConfigException(
                    "local mode is a program of its own: 'bin/k8s-ai local DIR' starts it");
            default -> throw new ConfigException("'" + argument + "' is not known; see --help");
          };
    }
    refuseUnknown(environment);
    return new Reader(environment).config(mode, "/var/run/k8s-ai/journal");
  }

  /**
   * Reads the environment of local mode, which serves what its manifests declare.
   *
   * @param journalDir folder of the journal where the environment names none
   * @throws ConfigException when a value is wrong or not known
   */
  public static SidecarConfig local(Map<String, String> environment, Path journalDir) {
    refuseUnknown(environment);
    return new Reader(environment).config(Mode.LOCAL, journalDir.toString());
  }

  private static void refuseUnknown(Map<String, String> environment) {
    for (var name : environment.keySet()) {
      if (name.startsWith("K8S_AI_")
          && Arrays.stream(Setting.values()).noneMatch(each -> each.variable().equals(name))
          && !SERVICE_LINK.matcher(name).matches()) {
        throw new ConfigException("the environment variable " + name + " is not known");
      }
    }
  }

  /** Reads one environment. */
  private record Reader(Map<String, String> environment) {

    SidecarConfig config(Mode mode, String journalDir) {
      var modelPort = (int) number(Setting.MODEL_API_PORT, 0, 65_535);
      var healthPort = (int) number(Setting.HEALTH_PORT, 0, 65_535);
      if (modelPort == healthPort && modelPort != 0) {
        // Both listeners would share it, and each take some of the connections.
        throw new ConfigException(
            Setting.MODEL_API_PORT.variable()
                + " and "
                + Setting.HEALTH_PORT.variable()
                + " are both "
                + modelPort
                + ", but must differ");
      }
      return new SidecarConfig(
          mode,
          endpoints(mode),
          text(Setting.WORKLOAD),
          text(Setting.POD_NAMESPACE) + "/" + text(Setting.POD_NAME),
          controlUrl(),
          Path.of(text(Setting.IDENTITY_DIR)),
          Path.of(text(Setting.JOURNAL_DIR, journalDir)),
          logLevel(),
          modelPort,
          healthPort,
          surfaceLimits(),
          (int) number(Setting.MAX_CONNECTIONS, 1, 10_000),
          quitOffered(mode),
          number(
              Setting.DRAIN_DELAY_MILLIS,
              mode == Mode.GATEWAY ? GATEWAY_DRAIN_DELAY_MILLIS : 0,
              0,
              600_000),
          number(Setting.DRAIN_MILLIS, 0, 3_600_000));
    }

    private SurfaceLimits surfaceLimits() {
      var room = HeapRoom.ofThisProcess().bytesInFlight();
      var bytesInFlight =
          Math.min(number(Setting.MAX_BYTES_IN_FLIGHT, room, 1L << 20, 1L << 40), room);
      var bodyBytes = number(Setting.MAX_BODY_BYTES, 1_024, MAX_BODY_BYTES);
      return new SurfaceLimits(
          (int) bodyBytes,
          bytesInFlight,
          (int) number(Setting.MAX_CALLS, 1, 1_000_000),
          number(Setting.BODY_TIMEOUT_MILLIS, 100, 3_600_000),
          number(Setting.HEARTBEAT_MILLIS, 100, 3_600_000));
    }

    private String text(Setting setting) {
      return text(setting, setting.defaultValue() == null ? "" : setting.defaultValue());
    }

    private String text(Setting setting, String defaultValue) {
      var value = environment.get(setting.variable());
      return value == null || value.isBlank() ? defaultValue : value.strip();
    }

    private long number(Setting setting, long min, long max) {
      return number(setting, text(setting), min, max);
    }

    private long number(Setting setting, long defaultValue, long min, long max) {
      return number(setting, text(setting, Long.toString(defaultValue)), min, max);
    }

    private static long number(Setting setting, String value, long min, long max) {
      try {
        var number = Long.parseLong(value);
        if (number >= min && number <= max) {
          return number;
        }
      } catch (NumberFormatException e) {
        // Refused below, as any other wrong value.
      }
      throw wrong(setting, value, "a whole number between " + min + " and " + max);
    }

    private Set<EndpointName> endpoints(Mode mode) {
      var names = new LinkedHashSet<EndpointName>();
      for (var each : text(Setting.ENDPOINTS).split(",", -1)) {
        if (each.isBlank()) {
          continue;
        }
        try {
          names.add(EndpointName.parse(each.strip()));
        } catch (IllegalArgumentException e) {
          throw wrong(Setting.ENDPOINTS, each, "namespace/name");
        }
      }
      if (names.isEmpty() && mode == Mode.SIDECAR) {
        throw new ConfigException(Setting.ENDPOINTS.variable() + " is missing");
      }
      return names;
    }

    private URI controlUrl() {
      var value = text(Setting.CONTROL_URL);
      try {
        var url = URI.create(value);
        if ("https".equals(url.getScheme()) && url.getHost() != null) {
          return url;
        }
      } catch (IllegalArgumentException e) {
        // Refused below, as any other wrong value.
      }
      throw wrong(Setting.CONTROL_URL, value, "an https address");
    }

    private boolean quitOffered(Mode mode) {
      var value = text(Setting.QUIT);
      return switch (value) {
        case "on" -> mode != Mode.GATEWAY;
        case "off" -> false;
        default -> throw wrong(Setting.QUIT, value, "on or off");
      };
    }

    private String logLevel() {
      var value = text(Setting.LOG_LEVEL).toLowerCase(Locale.ROOT);
      return switch (value) {
        case "error", "warn", "info", "debug" -> value;
        default -> throw wrong(Setting.LOG_LEVEL, value, "error, warn, info or debug");
      };
    }

    private static ConfigException wrong(Setting setting, String value, String expected) {
      return new ConfigException(
          setting.variable() + " is '" + value + "', but must be " + expected);
    }
  }
}
