package ai.kernelpanic09.simulator.wire;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.util.HashMap;
import java.util.Map;

/**
 * The connections of callers. A test can have those closed that wait for a request too long, as
 * load balancers do: nothing announces it, and a caller may be about to use one.
 */
public final class Connections {
  private static final long NONE = -1;

  private final Vertx vertx;
  private final Map<HttpConnection, Use> uses = new HashMap<>();
  private long idleMillis;

  public Connections(Vertx vertx) {
    this.vertx = vertx;
  }

  /** The requests under way on a connection, and the timer that ends it when there are none. */
  private static final class Use {
    private int requests;
    private long timer = NONE;
  }

  /** Sets how long a connection may wait for a request; 0 for ever. */
  public synchronized void closeIdleAfter(long millis) {
    idleMillis = millis;
    uses.forEach(this::await);
  }

  public synchronized void opened(HttpConnection connection) {
    var use = new Use();
    uses.put(connection, use);
    connection.closeHandler(closed -> closed(connection));
    await(connection, use);
  }

  public synchronized void begun(HttpConnection connection) {
    var use = uses.get(connection);
    if (use != null) {
      use.requests++;
      stopTimer(use);
    }
  }

  public synchronized void answered(HttpConnection connection) {
    var use = uses.get(connection);
    if (use != null) {
      use.requests--;
      await(connection, use);
    }
  }

  private synchronized void closed(HttpConnection connection) {
    var use = uses.remove(connection);
    if (use != null) {
      stopTimer(use);
    }
  }

  private void await(HttpConnection connection, Use use) {
    stopTimer(use);
    if (idleMillis > 0 && use.requests == 0) {
      use.timer = vertx.setTimer(idleMillis, id -> connection.close());
    }
  }

  private void stopTimer(Use use) {
    if (use.timer != NONE) {
      vertx.cancelTimer(use.timer);
      use.timer = NONE;
    }
  }
}
