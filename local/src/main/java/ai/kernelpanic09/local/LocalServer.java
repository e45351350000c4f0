package ai.kernelpanic09.local;

import ai.kernelpanic09.local.aws.AwsCalls;
import ai.kernelpanic09.local.aws.EndpointCredentials;
import ai.kernelpanic09.local.aws.OwnIdentity;
import ai.kernelpanic09.local.desk.LocalOperator;
import ai.kernelpanic09.local.desk.StatusTable;
import ai.kernelpanic09.local.manifest.ManifestFolder;
import ai.kernelpanic09.local.manifest.ManifestReader;
import ai.kernelpanic09.local.manifest.ManifestSet;
import ai.kernelpanic09.sidecar.PortTakenException;
import ai.kernelpanic09.sidecar.Sidecar;
import ai.kernelpanic09.sidecar.SidecarConfig;
import ai.kernelpanic09.sidecar.journal.MappedJournal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Builds the parts of local mode, and connects them. */
final class LocalServer {

  private final LocalOptions options;
  private final Console console;
  private final SidecarConfig config;
  private final @Nullable SimulatedAccount simulated;
  private final AwsCalls aws;
  private final OwnIdentity own;
  private final LocalOperator operator;
  private final MappedJournal journal;

  private LocalServer(LocalOptions options, Map<String, String> environment, Console console)
      throws UsageException, IOException {
    this.options = options;
    this.console = console;
    var settings = options.over(environment);
    var address = AwsAddress.of(settings);
    settings.remove(AwsAddress.RUNTIME_VARIABLE);
    config = SidecarConfig.local(settings, options.state().resolve("journal"));
    // This has to precede the first logger.
    System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", config.logLevel());
    journal = journal(options, config.journalDir());
    simulated = options.has("--simulated") ? SimulatedAccount.start() : null;
    aws =
        new AwsCalls(
            simulated == null ? address.services() : simulated.url(), config.awsAuthorities());
    own = simulated == null ? OwnIdentity.ofDefaultChain() : SimulatedAccount.developer();
    var clock = InstantSource.system();
    operator =
        new LocalOperator(
            options.state(),
            aws,
            new EndpointCredentials(own, aws, clock, options.has("--assume-role")),
            simulated == null ? address.runtime() : simulated.url());
  }

  /**
   * Prepares a server; it serves nothing yet.
   *
   * @throws UsageException when something keeps it from serving
   */
  static LocalServer start(LocalOptions options, Map<String, String> environment, Console console)
      throws UsageException, IOException {
    return new LocalServer(options, environment, console);
  }

  private static MappedJournal journal(LocalOptions options, Path folder)
      throws UsageException, IOException {
    var random = RandomGenerator.getDefault();
    var state = options.state();
    try {
      var isNew = !Files.exists(options.allState());
      Files.createDirectories(state);
      if (isNew) {
        // Spending does not belong into a repository. A folder that already exists keeps its own
        // rules.
        Files.writeString(options.allState().resolve(".gitignore"), "*\n");
      }
      return MappedJournal.open(
          folder,
          MappedJournal.bootId(),
          () -> ai.kernelpanic09.sidecar.Main.newIncarnation(random));
    } catch (IOException e) {
      throw new UsageException(
          "the state in %s can't be used (%s): end the other k8s-ai local if one serves this folder, or name another place with --state DIR"
              .formatted(state, reason(e)));
    }
  }

  /**
   * The reason of a failure. The message of a FileSystemException is only the file's name, so its
   * class is added, which says the reason.
   */
  private static String reason(IOException e) {
    return e instanceof FileSystemException
        ? e.getClass().getSimpleName() + " " + e.getMessage()
        : String.valueOf(e.getMessage());
  }

  /** Serves these manifests, and follows the changes of their folder. */
  void follow(ManifestReader reader, ManifestFolder folder, ManifestSet manifests)
      throws IOException, InterruptedException {
    var region = manifests.endpoints().values().iterator().next().region();
    var caller = own.arn(aws, region);
    serve(manifests);
    var sidecar = listen();
    sidecar.serve(operator.names());
    greet(sidecar, caller);
    var watch =
        new ManifestWatch(
            options.manifests(),
            options.allState(),
            folder.fingerprint(),
            console,
            changed -> {
              var read = reader.read(changed);
              serve(read);
              sidecar.serve(operator.names());
              console.notice(read.notices());
              console.say("The manifests have changed:\n" + endpoints());
            });
    watch.start();
  }

  private void serve(ManifestSet manifests) throws IOException {
    if (simulated != null) {
      simulated.know(manifests);
    }
    operator.serve(manifests);
  }

  private Sidecar listen() throws InterruptedException, IOException {
    var vertx = ai.kernelpanic09.sidecar.Main.vertx();
    var sidecar = await(Sidecar.start(vertx, config, surroundings(vertx)));
    ai.kernelpanic09.sidecar.Main.drainAtEnd(sidecar, config);
    return sidecar;
  }

  private Sidecar.Environment surroundings(Vertx vertx) {
    return new Sidecar.Environment(
        operator.control(vertx),
        journal,
        RandomGenerator.getDefault(),
        ai.kernelpanic09.sidecar.Main.version(),
        () -> StatusTable.text(operator.desk().ledgers(), System.currentTimeMillis()));
  }

  private static <T> T await(Future<T> future) throws InterruptedException, IOException {
    try {
      return future.toCompletionStage().toCompletableFuture().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof PortTakenException taken) {
        throw taken;
      }
      throw new IOException("it can't listen: " + e.getCause(), e);
    }
  }

  private void greet(Sidecar sidecar, String caller) {
    var url = "http://localhost:" + sidecar.modelPort();
    var first = operator.desk().ledgers().keySet().iterator().next();
    console.say(
        """
        Serving %s at %s
        Calls are signed by %s%s

        %s
        %s
        Spend: http://127.0.0.1:%d/status. Manifests are read again when they change; Ctrl+C ends this.\
        """
            .formatted(
                options.manifests(),
                url,
                caller,
                signing(),
                endpoints(),
                Banner.curl(url, first),
                sidecar.healthPort()));
  }

  private String signing() {
    var roles = options.has("--assume-role") ? ", who assumes each endpoint's role" : "";
    return simulated == null
        ? roles
        : roles
            + "\nThe simulated AWS is at "
            + simulated.url()
            + ", its bill at "
            + simulated.url()
            + "/_sim/bill";
  }

  private String endpoints() {
    return Banner.endpoints(operator.desk().ledgers().keySet());
  }
}
