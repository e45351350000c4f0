package ai.kernelpanic09.sidecar;

import ai.kernelpanic09.sidecar.control.HttpControl;
import ai.kernelpanic09.sidecar.journal.MappedJournal;
import ai.kernelpanic09.sidecar.training.AotTraining;
import ai.kernelpanic09.sidecar.training.StandIns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;

/** Runs the process for a short time against stand-ins, to train the JVM's AOT cache. */
final class TrainingRun {

  private static final long TRAINING_RATE = 100_000;

  private TrainingRun() {}

  /**
   * Starts the process, has it called by itself, and ends it in order.
   *
   * @param identity a folder as in a pod, with {@code tls.p12} added: the stand-ins' certificate,
   *     which the JVM must trust too; see train.sh
   */
  static void run(Path identity)
      throws IOException, ExecutionException, InterruptedException, TimeoutException {
    var directory = Files.createTempDirectory("k8s-ai-training");
    var vertx = Main.vertx();
    var port =
        Main.await(
            new StandIns(vertx, identity.resolve("tls.p12"), "training").listen(TRAINING_RATE));
    var config =
        SidecarConfig.read(
            new String[0],
            Map.of(
                SidecarSetting.ENDPOINTS.variable(),
                StandIns.ENDPOINT.toString(),
                SidecarSetting.CONTROL_URL.variable(),
                "https://localhost:" + port,
                SidecarSetting.JOURNAL_DIR.variable(),
                directory.toString(),
                SidecarSetting.MODEL_API_PORT.variable(),
                "0",
                SidecarSetting.HEALTH_PORT.variable(),
                "0"));
    var random = RandomGenerator.getDefault();
    var journal = MappedJournal.open(directory, "training", () -> Main.newIncarnation(random));
    var environment =
        new Sidecar.Environment(
            new HttpControl(
                vertx, config.control().url(), config.control().authorities(), identity),
            journal,
            random,
            Main.version(),
            null);
    var sidecar = Main.await(Sidecar.start(vertx, config, environment));
    Main.await(new AotTraining(vertx).callAll(sidecar.modelPort(), sidecar.healthPort()));
    Main.await(sidecar.drain());
    Main.await(sidecar.close());
    Files.delete(directory.resolve("journal"));
    Files.delete(directory);
  }
}
