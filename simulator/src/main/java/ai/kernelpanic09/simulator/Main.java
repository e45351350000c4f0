package ai.kernelpanic09.simulator;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Starts a simulator as a process; {@code --help} lists the arguments. */
public final class Main {
  private static final int DEFAULT_PORT = 4566;
  private static final String USAGE =
      """
      usage: simulator [--NAME=VALUE …] | --help | --version

      A strict Bedrock, Guardrails and STS that keeps its own bill, for tests. Every option is an
      environment variable too:
        --port=N         SIM_PORT, 4566 unless set; 0 for any free one
        --bind=ADDRESS   SIM_BIND, 127.0.0.1 unless set
        --seed=N         SIM_SEED: what all identifiers and answers follow from
        --setup=FILE     SIM_SETUP, a JSON file as POST /_sim/seed takes it; demo for the
                         quickstart's identities
        --kept-calls=N   SIM_KEPT_CALLS: how many single calls the bill keeps
        --event-loops=N  SIM_EVENT_LOOPS: how many threads serve requests
        --tls-names=A,B  SIM_TLS_NAMES: speaks TLS, with a certificate for these names
        --tls-ca=FILE    SIM_TLS_CA: where it writes the certificate to trust, in PEM
      """;

  private Main() {}

  /** The whole program. When it can't start, it says why in one sentence and exits with 2. */
  public static void main(String[] args) {
    for (var arg : args) {
      if (arg.equals("--help") || arg.equals("--version")) {
        System.out.print(arg.equals("--help") ? USAGE : "simulator " + version() + "\n");
        return;
      }
    }
    try {
      run(options(args, System.getenv()));
    } catch (IllegalArgumentException | IllegalStateException e) {
      fail(e.getMessage());
    } catch (IOException e) {
      fail("a file can't be read or written: " + e);
    }
  }

  private static void fail(@Nullable String problem) {
    System.err.println("simulator: " + problem);
    System.exit(2);
  }

  private static String version() {
    var version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }

  private static void run(Map<String, String> options) throws IOException {
    var config =
        SimulatorConfig.defaults()
            .withPort(number(options, "port", DEFAULT_PORT))
            .withBindAddress(options.getOrDefault("bind", "127.0.0.1"))
            .withSeed(number(options, "seed", 1))
            .withKeptCalls(number(options, "kept-calls", 1_000_000))
            .withEventLoops(number(options, "event-loops", 1))
            .withTlsNames(names(options.getOrDefault("tls-names", "")));
    var simulator = Simulator.start(config);
    Runtime.getRuntime().addShutdownHook(new Thread(simulator::close));
    if (options.containsKey("tls-ca")) {
      Files.writeString(Path.of(options.getOrDefault("tls-ca", "")), simulator.authority());
    }
    var setup = options.getOrDefault("setup", "");
    if (setup.equals("demo")) {
      simulator.demo();
    } else if (!setup.isEmpty()) {
      simulator.control("POST", "seed", Files.readString(Path.of(setup)));
    }
    LoggerFactory.getLogger(Main.class)
        .info("{}", new JsonObject().put("event", "started").put("url", simulator.url()).encode());
  }

  private static Map<String, String> options(String[] args, Map<String, String> environment) {
    var options = new LinkedHashMap<String, String>();
    for (var name :
        new String[] {
          "port", "bind", "seed", "setup", "kept-calls", "event-loops", "tls-names", "tls-ca"
        }) {
      var value = environment.get("SIM_" + name.toUpperCase(Locale.ROOT).replace('-', '_'));
      if (value != null && !value.isEmpty()) {
        options.put(name, value);
      }
      for (var arg : args) {
        if (arg.startsWith("--" + name + "=")) {
          options.put(name, arg.substring(name.length() + 3));
        }
      }
    }
    for (var arg : args) {
      int equals = arg.indexOf('=');
      if (equals < 3 || !options.containsKey(arg.substring(2, equals))) {
        throw new IllegalArgumentException("unknown argument: " + arg + "; see --help");
      }
    }
    return options;
  }

  private static List<String> names(String list) {
    return list.isEmpty() ? List.of() : List.of(list.split(",", -1));
  }

  private static int number(Map<String, String> options, String name, int absent) {
    var text = options.get(name);
    try {
      return text == null ? absent : Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + ": not a number: " + text, e);
    }
  }
}
