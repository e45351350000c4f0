package ai.kernelpanic09.sidecar;

import ai.kernelpanic09.core.aws.AwsAuthorities;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.sidecar.control.OperatorAuthorities;
import ai.kernelpanic09.sidecar.surface.SurfaceLimits;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The configuration of one process.
 *
 * @param awsAuthorities that may prove Bedrock beside those that the JVM trusts
 */
public record SidecarConfig(
    Mode mode,
    Served served,
    Control control,
    AwsAuthorities awsAuthorities,
    Path journalDir,
    String logLevel,
    Ports ports,
    Capacity capacity,
    Ending ending) {

  /** The part that the process plays. */
  public enum Mode {
    /** In a pod, for the pod. */
    SIDECAR,
    /** Shared, for callers that prove their identity. */
    GATEWAY,
    /** On a laptop, without a cluster. */
    LOCAL
  }

  /**
   * The endpoints that are served, and the pod that calls them.
   *
   * @param endpoints served from the start; a gateway also serves any other that its callers may
   *     call
   * @param workload kind and name of the pod's owner
   * @param pod {@code namespace/name}, for the log
   */
  public record Served(Set<EndpointName> endpoints, String workload, String pod) {}

  /**
   * How the operator is reached.
   *
   * @param authorities the CAs that the operator is verified by; if there are none, those in the
   *     folder
   * @param identityDir the folder with the pod's token
   */
  public record Control(URI url, OperatorAuthorities authorities, Path identityDir) {}

  /** The ports to listen on; 0 for any. */
  public record Ports(int modelApi, int health) {}

  /**
   * The most that the process takes on at once.
   *
   * @param maxConnections to Bedrock
   */
  public record Capacity(SurfaceLimits surface, int maxConnections) {}

  /**
   * How the process ends.
   *
   * @param quitOffered whether callers in the pod may end it
   * @param drainDelayMillis from SIGTERM until no more calls are taken
   * @param drainMillis the most time that calls under way and the last report may take
   */
  public record Ending(boolean quitOffered, long drainDelayMillis, long drainMillis) {}

  private static final String POD_JOURNAL_DIR = "/var/run/k8s-ai/journal";
  private static final int BODY_BYTES_CEILING = 25 << 20;
  private static final int MAX_MILLIS = 3_600_000;
  private static final int MAX_DELAY_MILLIS = 600_000;
  private static final long GATEWAY_DRAIN_DELAY_MILLIS = 5_000;

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
    return read(mode, new SidecarSettingsReader(environment), POD_JOURNAL_DIR);
  }

  /**
   * Reads the environment of local mode, in which the manifests declare the endpoints.
   *
   * @param journalDir the journal's folder where the environment names none
   * @throws ConfigException when a value is wrong or not known
   */
  public static SidecarConfig local(Map<String, String> environment, Path journalDir) {
    return read(Mode.LOCAL, new SidecarSettingsReader(environment), journalDir.toString());
  }

  private static SidecarConfig read(Mode mode, SidecarSettingsReader from, String journalDir) {
    // The order decides which of several mistakes is reported.
    var ports = ports(from);
    var served = served(mode, from);
    var control =
        new Control(
            controlUrl(from),
            from.parsed(SidecarSetting.CONTROL_CA, OperatorAuthorities::of, "certificates in PEM"),
            Path.of(from.text(SidecarSetting.IDENTITY_DIR)));
    var logLevel = logLevel(from);
    var capacity =
        new Capacity(surfaceLimits(from), from.number(SidecarSetting.MAX_CONNECTIONS, 1, 10_000));
    return new SidecarConfig(
        mode,
        served,
        control,
        awsAuthorities(from),
        Path.of(from.text(SidecarSetting.JOURNAL_DIR, journalDir)),
        logLevel,
        ports,
        capacity,
        ending(mode, from));
  }

  private static AwsAuthorities awsAuthorities(SidecarSettingsReader from) {
    try {
      return AwsAuthorities.of(from.text(SidecarSetting.AWS_CA));
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          SidecarSetting.AWS_CA.variable() + " must be certificates in PEM: " + e.getMessage());
    }
  }

  private static Ports ports(SidecarSettingsReader from) {
    var modelApi = from.number(SidecarSetting.MODEL_API_PORT, 0, 65_535);
    var health = from.number(SidecarSetting.HEALTH_PORT, 0, 65_535);
    if (modelApi == health && modelApi != 0) {
      // Both listeners would share the port, and each would take some of the connections.
      throw new ConfigException(
          SidecarSetting.MODEL_API_PORT.variable()
              + " and "
              + SidecarSetting.HEALTH_PORT.variable()
              + " are both "
              + modelApi
              + ", but must differ");
    }
    return new Ports(modelApi, health);
  }

  private static Served served(Mode mode, SidecarSettingsReader from) {
    var endpoints = new LinkedHashSet<EndpointName>();
    for (var each : from.text(SidecarSetting.ENDPOINTS).split(",", -1)) {
      if (!each.isBlank()) {
        endpoints.add(
            SidecarSettingsReader.parsed(
                SidecarSetting.ENDPOINTS,
                each,
                text -> EndpointName.parse(text.strip()),
                "namespace/name"));
      }
    }
    if (endpoints.isEmpty() && mode == Mode.SIDECAR) {
      throw new ConfigException(SidecarSetting.ENDPOINTS.variable() + " is missing");
    }
    return new Served(
        endpoints,
        from.text(SidecarSetting.WORKLOAD),
        from.text(SidecarSetting.POD_NAMESPACE) + "/" + from.text(SidecarSetting.POD_NAME));
  }

  private static URI controlUrl(SidecarSettingsReader from) {
    return from.parsed(
        SidecarSetting.CONTROL_URL,
        text -> {
          var url = URI.create(text);
          return "https".equals(url.getScheme()) && url.getHost() != null ? url : null;
        },
        "an https address");
  }

  private static String logLevel(SidecarSettingsReader from) {
    var level = from.text(SidecarSetting.LOG_LEVEL).toLowerCase(Locale.ROOT);
    return SidecarSettingsReader.parsed(
        SidecarSetting.LOG_LEVEL,
        level,
        text ->
            switch (text) {
              case "error", "warn", "info", "debug" -> text;
              default -> null;
            },
        "error, warn, info or debug");
  }

  private static SurfaceLimits surfaceLimits(SidecarSettingsReader from) {
    var room = HeapRoom.ofThisProcess().bytesInFlight();
    var bytesInFlight = from.number(SidecarSetting.MAX_BYTES_IN_FLIGHT, room, 1L << 20, 1L << 40);
    return new SurfaceLimits(
        from.number(SidecarSetting.MAX_BODY_BYTES, 1_024, BODY_BYTES_CEILING),
        Math.min(bytesInFlight, room),
        from.number(SidecarSetting.MAX_CALLS, 1, 1_000_000),
        from.number(SidecarSetting.BODY_TIMEOUT_MILLIS, 100, MAX_MILLIS),
        from.number(SidecarSetting.BODY_WAIT_MILLIS, 0, MAX_MILLIS),
        from.number(SidecarSetting.HEARTBEAT_MILLIS, 100, MAX_MILLIS));
  }

  private static Ending ending(Mode mode, SidecarSettingsReader from) {
    var quit =
        from.parsed(
            SidecarSetting.QUIT,
            text ->
                switch (text) {
                  case "on" -> true;
                  case "off" -> false;
                  default -> null;
                },
            "on or off");
    return new Ending(
        quit && mode != Mode.GATEWAY,
        from.number(
            SidecarSetting.DRAIN_DELAY_MILLIS,
            mode == Mode.GATEWAY ? GATEWAY_DRAIN_DELAY_MILLIS : 0,
            0,
            MAX_DELAY_MILLIS),
        from.number(SidecarSetting.DRAIN_MILLIS, 0, MAX_MILLIS));
  }
}
