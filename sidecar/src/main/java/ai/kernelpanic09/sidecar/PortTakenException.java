package ai.kernelpanic09.sidecar;

import io.vertx.core.Future;
import java.net.BindException;
import java.util.Locale;

/** Another process listens on a port that this one needs. */
public final class PortTakenException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final int port;

  private PortTakenException(int port) {
    super("port " + port + " is taken by another process", null, false, false);
    this.port = port;
  }

  /** The port that is taken. */
  public int port() {
    return port;
  }

  /**
   * A future that fails with a {@link PortTakenException} when {@code failure} says that the port
   * is taken, and with {@code failure} itself otherwise.
   */
  static <T> Future<T> toldOf(int port, Throwable failure) {
    return Future.failedFuture(isTaken(failure) ? new PortTakenException(port) : failure);
  }

  /** Goes by the message, for a host that lacks an address fails with the same exception type. */
  private static boolean isTaken(Throwable failure) {
    return failure instanceof BindException
        && String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT).contains("in use");
  }
}
