package ai.kernelpanic09.local;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of the command line.
 *
 * @param folder of the manifests; null where none is needed
 * @param flags such as {@code --simulated}
 * @param values of options such as {@code --port}
 */
record LocalOptions(@Nullable Path folder, Set<String> flags, Map<String, String> values) {

  static final String USAGE =
      """
      usage: k8s-ai local DIR [options]

      Serves the ModelEndpoints and PromptTemplates of the manifests in DIR at http://localhost:8090, with their
      budgets, rates and guardrails, and without a cluster. Manifests are read again whenever they change.

        --simulated         a simulated AWS in this process: no account, no credentials, no cost
        --assume-role       sign as each endpoint's own role; without it all calls are your own
        --namespace NAME    of manifests that name none, as kubectl's -n (also -n NAME)
        --port N            of the model API (default 8090)
        --health-port N     of health, metrics and /status (default 18090)
        --state DIR         where spend and prompt revisions are kept (default DIR/.k8s-ai)
        --check             only say what is wrong with the manifests: exit code 0 for nothing, else 2
        --clean             delete the guardrails that local mode made for DIR's policies, and end
        --help, --version

      Without --simulated calls are signed with AWS's default chain: the keys of the environment, the profile that
      AWS_PROFILE names (SSO and roles too), or the machine's role. AWS_ENDPOINT_URL names another AWS.
      """;

  private static final Set<String> FLAGS =
      Set.of("--simulated", "--assume-role", "--check", "--clean", "--help", "--version");
  private static final Set<String> VALUES =
      Set.of("--namespace", "--port", "--health-port", "--state");

  private static final Pattern PORT = Pattern.compile("\\d{1,5}");
  private static final int MAX_PORT = 65_535;

  /**
   * Reads arguments.
   *
   * @throws UsageException when an argument is not known, or the folder is missing
   */
  static LocalOptions parse(String[] arguments) throws UsageException {
    @Nullable Path folder = null;
    var flags = new HashSet<String>();
    var values = new HashMap<String, String>();
    for (var i = 0; i < arguments.length; i++) {
      var argument = arguments[i].equals("-n") ? "--namespace" : arguments[i];
      var equals = argument.indexOf('=');
      var name = equals < 0 ? argument : argument.substring(0, equals);
      if (FLAGS.contains(argument)) {
        flags.add(argument);
      } else if (VALUES.contains(name)) {
        if (equals < 0 && ++i == arguments.length) {
          throw new UsageException(name + " needs a value; see --help");
        }
        values.put(name, equals < 0 ? arguments[i] : argument.substring(equals + 1));
      } else if (argument.startsWith("-")) {
        throw new UsageException("'" + argument + "' is not known; see --help");
      } else if (folder != null) {
        throw new UsageException(
            "'" + argument + "' is one folder too many: name the one that holds all manifests");
      } else {
        folder = Path.of(argument);
      }
    }
    check(values);
    var options = new LocalOptions(folder, Set.copyOf(flags), Map.copyOf(values));
    if (folder == null && !options.has("--help") && !options.has("--version")) {
      throw new UsageException("name the folder that holds the manifests; see --help");
    }
    return options;
  }

  private static void check(Map<String, String> values) throws UsageException {
    for (var option : List.of("--port", "--health-port")) {
      var value = values.getOrDefault(option, "0");
      if (!PORT.matcher(value).matches() || Integer.parseInt(value) > MAX_PORT) {
        throw new UsageException(
            option + " is '" + value + "', but must be a whole number between 0 and " + MAX_PORT);
      }
    }
    var port = values.getOrDefault("--port", "8090");
    if (!port.equals("0") && port.equals(values.getOrDefault("--health-port", "18090"))) {
      throw new UsageException("--port and --health-port are both " + port + ", but must differ");
    }
    if ("".equals(values.get("--state"))) {
      throw new UsageException("--state needs a value; see --help");
    }
  }

  boolean has(String flag) {
    return flags.contains(flag);
  }

  String value(String option, String absent) {
    return values.getOrDefault(option, absent);
  }

  /** The folder of manifests, where one is needed. */
  Path manifests() {
    return folder == null ? Path.of("") : folder;
  }

  /** The folder of the state; that of simulated calls is kept apart from that of real ones. */
  Path state() {
    return has("--simulated") ? allState().resolve("simulated") : allState();
  }

  /** The folder of all state, of real and of simulated calls; no manifests are read from it. */
  Path allState() {
    return Path.of(value("--state", manifests().resolve(".k8s-ai").toString()));
  }

  /** The environment, overridden by the command line. */
  Map<String, String> over(Map<String, String> environment) {
    var all = new HashMap<>(environment);
    all.putIfAbsent("K8S_AI_LOG_LEVEL", "warn");
    // The largest spec.sidecar.maxBodyBytes: no pod's memory depends on it here.
    all.putIfAbsent("K8S_AI_MAX_BODY_BYTES", "26214400");
    set(all, "K8S_AI_MODEL_API_PORT", "--port");
    set(all, "K8S_AI_HEALTH_PORT", "--health-port");
    return all;
  }

  private void set(Map<String, String> environment, String variable, String option) {
    var value = values.get(option);
    if (value != null) {
      environment.put(variable, value);
    }
  }
}
