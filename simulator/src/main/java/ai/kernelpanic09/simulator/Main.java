package ai.kernelpanic09.simulator;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.LoggerFactory;

/**
 * Starts a simulator as a process. Every option is an environment variable and may be given as an
 * argument --NAME=VALUE instead:
 *
 * <ul>
 *   <li>SIM_PORT (--port), 4566 unless set; 0 for any free one
 *   <li>SIM_BIND (--bind), 127.0.0.1 unless set
 *   <li>SIM_SEED (--seed), a number
 *   <li>SIM_SETUP (--setup), a JSON file as POST /_sim/seed takes it; "demo" for the quickstart's
 *       identities
 *   <li>SIM_KEPT_CALLS (--kept-calls), SIM_EVENT_LOOPS (--event-loops)
 * </ul>
 */
public final class Main {
  private static final int DEFAULT_PORT = 4566;

  private Main() {}

  public static void main(String[] args) throws IOException {
    var options = options(args, System.getenv());
    var config =
        SimulatorConfig.defaults()
            .withPort(number(options, "port", DEFAULT_PORT))
            .withBindAddress(options.getOrDefault("bind", "127.0.0.1"))
            .withSeed(number(options, "seed", 1))
            .withKeptCalls(number(options, "kept-calls", 1_000_000))
            .withEventLoops(number(options, "event-loops", 1));
    var simulator = Simulator.start(config);
    Runtime.getRuntime().addShutdownHook(new Thread(simulator::close));
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
    for (var name : new String[] {"port", "bind", "seed", "setup", "kept-calls", "event-loops"}) {
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
        throw new IllegalArgumentException("unknown argument: " + arg);
      }
    }
    return options;
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
