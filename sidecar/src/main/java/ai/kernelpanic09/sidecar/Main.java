package ai.kernelpanic09.sidecar;

import ai.kernelpanic09.sidecar.control.HttpControl;
import ai.kernelpanic09.sidecar.journal.MappedJournal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/** Starts the process and ends it. */
public final class Main {

  private static final long START_SECONDS = 60;
  private static final long EXIT_MARGIN_MILLIS = 5_000;

  private static final String PORT_ADVICE =
      ": in a pod with a sidecar "
          + SidecarSetting.MODEL_API_PORT.defaultValue()
          + " and "
          + SidecarSetting.HEALTH_PORT.defaultValue()
          + " are the sidecar's, so let the app listen on another port";

  private static final String USAGE =
      """
      usage: sidecar [--gateway | --wait | --aot-training DIR | --help | --version]

      Serves Bedrock models to the pod that it runs in, within their budgets.
        --gateway           serves callers of the whole cluster, who prove who they are
        --wait              returns when a sidecar with the same environment listens
        --aot-training DIR  a short life on stand-ins, for the AOT cache of the image

      The environment holds the settings:
      """;

  private Main() {}

  /** Runs the program; {@link SidecarConfig} describes its arguments and environment. */
  public static void main(String[] arguments) {
    for (var argument : arguments) {
      if (argument.equals("--help") || argument.equals("--version")) {
        System.out.print(argument.equals("--help") ? help() : "sidecar " + version() + "\n");
        return;
      }
    }
    try {
      run(arguments, System.getenv());
    } catch (ConfigException e) {
      fail(String.valueOf(e.getMessage()), 2);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof PortTakenException taken) {
        fail(taken.getMessage() + PORT_ADVICE, 2);
      }
      fail("it can't start: " + cause(e), 1);
    } catch (IOException | TimeoutException e) {
      fail("it can't start: " + cause(e), 1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      System.exit(1);
    }
  }

  private static void fail(String problem, int exitCode) {
    System.err.println("sidecar: " + problem);
    System.exit(exitCode);
  }

  private static String help() {
    var settings =
        Arrays.stream(SidecarSetting.values())
            .map(
                each ->
                    "  %-30s %s%s%n"
                        .formatted(
                            each.variable(),
                            each.description(),
                            each.defaultValue() == null || each.defaultValue().isEmpty()
                                ? ""
                                : " (default " + each.defaultValue() + ")"))
            .collect(Collectors.joining());
    return USAGE + settings;
  }

  private static void run(String[] arguments, Map<String, String> environment)
      throws IOException, ExecutionException, InterruptedException, TimeoutException {
    if (arguments.length == 2 && arguments[0].equals("--aot-training")) {
      TrainingRun.run(Path.of(arguments[1]));
      System.exit(0);
    }
    if (arguments.length == 1 && arguments[0].equals("--wait")) {
      awaitModelApi(environment);
      System.exit(0);
    }
    var config = SidecarConfig.read(arguments, environment);
    // Before the first logger is made, which reads it.
    System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", config.logLevel());
    var random = RandomGenerator.getDefault();
    var journal =
        MappedJournal.open(
            config.journalDir(), MappedJournal.bootId(), () -> newIncarnation(random));
    var vertx = vertx();
    var surroundings =
        new Sidecar.Environment(
            new HttpControl(
                vertx,
                config.control().url(),
                config.control().authorities(),
                config.control().identityDir()),
            journal,
            random,
            version(),
            null);
    drainAtEnd(await(Sidecar.start(vertx, config, surroundings)), config);
  }

  /** Returns when the sidecar with the same environment listens: a hook runs this beside it. */
  private static void awaitModelApi(Map<String, String> environment)
      throws IOException, InterruptedException {
    var port = SidecarConfig.read(new String[0], environment).ports().modelApi();
    if (port == 0) {
      throw new ConfigException(
          SidecarSetting.MODEL_API_PORT.variable() + " is '0', any port: --wait can't know which");
    }
    if (!ModelApiWait.listens(port, ModelApiWait.MAX_WAIT)) {
      throw new IOException(
          "nothing listens on 127.0.0.1:"
              + port
              + " after "
              + ModelApiWait.MAX_WAIT.toSeconds()
              + " s; the log of this container says why");
    }
  }

  static <T> T await(Future<T> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    return future.toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
  }

  /** Makes a Vert.x with one event loop: the code on it needs no locks, and must not block. */
  public static Vertx vertx() {
    return Vertx.vertx(
        new VertxOptions()
            .setEventLoopPoolSize(1)
            .setWorkerPoolSize(2)
            .setInternalBlockingPoolSize(2)
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setFileCachingEnabled(false)
                    .setClassPathResolvingEnabled(false)));
  }

  /** A new incarnation: a random name under which no process has opened leases yet. */
  public static String newIncarnation(RandomGenerator random) {
    return "i" + Long.toUnsignedString(random.nextLong(), 36);
  }

  /** The version of this build; "dev" for classes that are not packaged. */
  public static String version() {
    var version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }

  /** Drains the sidecar on SIGTERM, and ends the process when a caller has had it drained. */
  public static void drainAtEnd(Sidecar sidecar, SidecarConfig config) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> drain(sidecar, config), "drain"));
    // After a signal the process is ending already, and this exit changes nothing.
    sidecar.drained().onComplete(done -> new Thread(() -> System.exit(0), "exit").start());
  }

  /**
   * Runs as the JVM shuts down. After a drain in order it halts with exit code 0, not the signal's.
   */
  private static void drain(Sidecar sidecar, SidecarConfig config) {
    try {
      sidecar
          .drain()
          .toCompletionStage()
          .toCompletableFuture()
          .get(
              config.ending().drainDelayMillis()
                  + config.ending().drainMillis()
                  + EXIT_MARGIN_MILLIS,
              TimeUnit.MILLISECONDS);
      Runtime.getRuntime().halt(0);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LoggerFactory.getLogger(Main.class).error("event=drain_failed error=\"{}\"", e.toString());
    }
  }

  private static String cause(Exception e) {
    return e instanceof ExecutionException && e.getCause() != null
        ? String.valueOf(e.getCause().getMessage())
        : String.valueOf(e.getMessage());
  }
}
