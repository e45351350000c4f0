package ai.kernelpanic09.sidecar;

import ai.kernelpanic09.sidecar.control.HttpControl;
import ai.kernelpanic09.sidecar.journal.MappedJournal;
import ai.kernelpanic09.sidecar.local.DeskControl;
import ai.kernelpanic09.sidecar.local.DeskEndpoint;
import ai.kernelpanic09.sidecar.local.LocalMode;
import ai.kernelpanic09.sidecar.local.LocalPrompts;
import ai.kernelpanic09.sidecar.local.StatusTable;
import ai.kernelpanic09.sidecar.training.AotTraining;
import ai.kernelpanic09.sidecar.training.StandIns;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/** Starts the process and ends it. */
public final class Main {

  private static final long TRAINING_RATE = 100_000;
  private static final long START_SECONDS = 60;
  private static final long EXIT_MARGIN_MILLIS = 5_000;

  private Main() {}

  /** The whole program; see {@link SidecarConfig} for what it takes. */
  public static void main(String[] arguments) {
    try {
      run(arguments, System.getenv());
    } catch (ConfigException e) {
      System.err.println("sidecar: " + e.getMessage());
      System.exit(2);
    } catch (IOException | ExecutionException | TimeoutException e) {
      System.err.println("sidecar: it can't start: " + cause(e));
      System.exit(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      System.exit(1);
    }
  }

  private static void run(String[] arguments, Map<String, String> environment)
      throws IOException, ExecutionException, InterruptedException, TimeoutException {
    if (arguments.length == 2 && arguments[0].equals("--aot-training")) {
      train(Path.of(arguments[1]));
      System.exit(0);
    }
    if (arguments.length == 1 && arguments[0].equals("--wait")) {
      awaitModelApi(environment);
      System.exit(0);
    }
    var config = SidecarConfig.read(arguments, environment);
    // Before the first logger is made.
    System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", config.logLevel());
    var random = RandomGenerator.getDefault();
    var journal =
        MappedJournal.open(
            config.journalDir(), MappedJournal.bootId(), () -> newIncarnation(random));
    var vertx = vertx();
    var manifests = config.manifests();
    var sidecar =
        await(
            manifests == null
                ? Sidecar.start(
                    vertx,
                    config,
                    new Sidecar.Environment(
                        new HttpControl(vertx, config.controlUrl(), config.identityDir()),
                        journal,
                        random,
                        version(),
                        null))
                : startLocal(vertx, config, manifests, journal, environment));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> drain(sidecar, config), "drain"));
    // A caller in the pod may end the process too; after a signal this finds it ending already.
    sidecar.drained().onComplete(done -> new Thread(() -> System.exit(0), "exit").start());
  }

  /** Beside a sidecar, and with its environment: a hook that returns when it listens. */
  private static void awaitModelApi(Map<String, String> environment)
      throws IOException, InterruptedException {
    var port = SidecarConfig.read(new String[0], environment).modelPort();
    if (port == 0) {
      throw new ConfigException(
          Setting.MODEL_API_PORT.variable() + " is '0', any port: --wait can't know which");
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

  private static Future<Sidecar> startLocal(
      Vertx vertx,
      SidecarConfig config,
      Path manifests,
      MappedJournal journal,
      Map<String, String> environment)
      throws IOException {
    var ledgers = config.journalDir().resolveSibling("ledger");
    var desk = LocalMode.open(manifests, ledgers, config.runtimeUrl(), environment);
    var prompts = LocalPrompts.open(manifests, config.journalDir().resolveSibling("prompts"));
    return Sidecar.start(
        vertx,
        config.serving(
            desk.ledgers().keySet().stream().map(DeskEndpoint::name).collect(Collectors.toSet())),
        new Sidecar.Environment(
            new DeskControl(vertx, desk, prompts),
            journal,
            RandomGenerator.getDefault(),
            version(),
            () -> StatusTable.text(desk.ledgers(), System.currentTimeMillis())));
  }

  /**
   * A short life of its own, for the JVM's AOT cache.
   *
   * @param identity a folder as a pod has it, and {@code tls.p12}, which the JVM trusts too; see
   *     train.sh
   */
  private static void train(Path identity)
      throws IOException, ExecutionException, InterruptedException, TimeoutException {
    var directory = Files.createTempDirectory("k8s-ai-training");
    var vertx = vertx();
    var port =
        await(
            new StandIns(vertx, identity.resolve("tls.p12"), "training")
                .listen(0, null, TRAINING_RATE));
    var config =
        SidecarConfig.read(
            new String[0],
            Map.of(
                Setting.ENDPOINTS.variable(),
                StandIns.ENDPOINT.toString(),
                Setting.CONTROL_URL.variable(),
                "https://localhost:" + port,
                Setting.JOURNAL_DIR.variable(),
                directory.toString(),
                Setting.MODEL_API_PORT.variable(),
                "0",
                Setting.HEALTH_PORT.variable(),
                "0"));
    var random = RandomGenerator.getDefault();
    var journal = MappedJournal.open(directory, "training", () -> newIncarnation(random));
    var environment =
        new Sidecar.Environment(
            new HttpControl(vertx, config.controlUrl(), identity),
            journal,
            random,
            version(),
            null);
    var sidecar = await(Sidecar.start(vertx, config, environment));
    await(new AotTraining(vertx).callAll(sidecar.modelPort(), sidecar.healthPort()));
    await(sidecar.drain());
    await(sidecar.close());
    Files.delete(directory.resolve("journal"));
    Files.delete(directory);
  }

  private static <T> T await(Future<T> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    return future.toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
  }

  /** One event loop: nothing here needs a lock, and nothing waits. */
  static Vertx vertx() {
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

  static String newIncarnation(RandomGenerator random) {
    return "i" + Long.toUnsignedString(random.nextLong(), 36);
  }

  static String version() {
    var version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }

  /** Runs when SIGTERM comes; a process that ended in order says so by its exit code. */
  private static void drain(Sidecar sidecar, SidecarConfig config) {
    try {
      sidecar
          .drain()
          .toCompletionStage()
          .toCompletableFuture()
          .get(
              config.drainDelayMillis() + config.drainMillis() + EXIT_MARGIN_MILLIS,
              TimeUnit.MILLISECONDS);
      Runtime.getRuntime().halt(0);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LoggerFactory.getLogger(Main.class).error("event=drain-failed error=\"{}\"", e.toString());
    }
  }

  private static String cause(Exception e) {
    return e instanceof ExecutionException && e.getCause() != null
        ? String.valueOf(e.getCause().getMessage())
        : String.valueOf(e.getMessage());
  }
}
