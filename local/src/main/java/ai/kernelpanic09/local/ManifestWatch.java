package ai.kernelpanic09.local;

import ai.kernelpanic09.local.aws.AwsException;
import ai.kernelpanic09.local.manifest.ManifestFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Looks a few times a second whether a folder's manifests have changed. Events of the file system
 * are not enough: with some editors, mounts and virtual machines they get lost.
 */
final class ManifestWatch {

  private static final long POLL_MILLIS = 400;
  private static final int RETRY_POLLS = 25;

  private final Path path;
  private final Path state;
  private final Console console;
  private final Taker taker;
  private String judged;
  private String seen;
  private int retryIn = -1;
  private String complaint = "";

  /** Serves changed manifests; throws when they can't be served. */
  @FunctionalInterface
  interface Taker {
    void take(ManifestFolder folder) throws IOException;
  }

  /**
   * @param judged fingerprint of the manifests that are served
   */
  ManifestWatch(Path path, Path state, String judged, Console console, Taker taker) {
    this.path = path;
    this.state = state;
    this.judged = judged;
    this.console = console;
    this.taker = taker;
    seen = judged;
  }

  /** Starts looking, until the process ends. */
  void start() {
    var executor =
        Executors.newSingleThreadScheduledExecutor(
            run -> Thread.ofPlatform().daemon().name("manifests").unstarted(run));
    var _ =
        executor.scheduleWithFixedDelay(
            this::look, POLL_MILLIS, POLL_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Looks once. A folder that is being written is left for the next look. */
  void look() {
    try {
      var folder = ManifestFolder.read(path, state);
      var now = folder.fingerprint();
      var isSettled = now.equals(seen);
      seen = now;
      if (isSettled && (!now.equals(judged) || isRetryDue())) {
        judged = now;
        taker.take(folder);
        complaint = "";
        retryIn = -1;
      }
    } catch (AwsException e) {
      retryIn = RETRY_POLLS;
      complain(e);
    } catch (IOException | RuntimeException e) {
      complain(e);
    }
  }

  private boolean isRetryDue() {
    return retryIn >= 0 && retryIn-- == 0;
  }

  private void complain(Exception e) {
    var text = String.valueOf(e.getMessage());
    if (!text.equals(complaint)) {
      complaint = text;
      console.complain(
          "the manifests have changed, but the former ones go on being served:\n" + text);
    }
  }
}
