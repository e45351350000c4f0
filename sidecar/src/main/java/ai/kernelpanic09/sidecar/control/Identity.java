package ai.kernelpanic09.sidecar.control;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * The pod's projected token, and the CAs that prove the operator. Files are read for each request,
 * as the kubelet renews them.
 */
final class Identity {

  private static final int MAX_BYTES = 256 << 10;

  private final Vertx vertx;
  private final Path directory;
  private final OperatorAuthorities authorities;
  private final InstantSource clock;

  /**
   * @param authorities if there are none, the file {@code ca.crt} has them
   */
  Identity(Vertx vertx, Path directory, OperatorAuthorities authorities, InstantSource clock) {
    this.vertx = vertx;
    this.directory = directory;
    this.authorities = authorities;
    this.clock = clock;
  }

  /** The token that proves this pod, and the CA that it trusts. */
  record Proof(String token, Buffer ca) {}

  Future<Proof> read() {
    return read("token")
        .compose(token -> authorities().map(ca -> new Proof(token.toString().strip(), ca)));
  }

  private Future<Buffer> authorities() {
    if (authorities.isEmpty()) {
      return read("ca.crt");
    }
    var valid = authorities.at(clock.instant());
    return valid.length() > 0
        ? Future.succeededFuture(valid)
        : Future.failedFuture(
            new ControlException(
                "every CA of the operator that this pod was created with has expired: create the"
                    + " pod again"));
  }

  private Future<Buffer> read(String file) {
    var path = directory.resolve(file).toString();
    return vertx
        .fileSystem()
        .readFile(path)
        .recover(e -> Future.failedFuture(new ControlException("there is no " + path + " yet")))
        .compose(
            content ->
                content.length() == 0 || content.length() > MAX_BYTES
                    ? Future.failedFuture(
                        new ControlException(path + " has " + content.length() + " bytes"))
                    : Future.succeededFuture(content));
  }
}
