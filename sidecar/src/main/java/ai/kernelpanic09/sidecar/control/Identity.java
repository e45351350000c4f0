package ai.kernelpanic09.sidecar.control;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;

/**
 * The pod's projected token and CA, read from their files for each request, as the kubelet renews
 * them.
 */
final class Identity {

  private static final int MAX_BYTES = 256 << 10;

  private final Vertx vertx;
  private final Path directory;

  Identity(Vertx vertx, Path directory) {
    this.vertx = vertx;
    this.directory = directory;
  }

  /** The token that proves this pod, and the CA that it trusts. */
  record Proof(String token, Buffer ca) {}

  Future<Proof> read() {
    return read("token")
        .compose(token -> read("ca.crt").map(ca -> new Proof(token.toString().strip(), ca)));
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
