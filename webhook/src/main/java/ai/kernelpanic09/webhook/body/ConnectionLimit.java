package ai.kernelpanic09.webhook.body;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.function.Predicate;

/**
 * Bounds the connections of a server. One that has not proven useful in time, by a request that was
 * worth an answer, is closed. Where there are too many, whoever has most of them loses its oldest:
 * a flood closes the connections of the flood.
 */
public final class ConnectionLimit {

  /**
   * The bounds.
   *
   * @param all connections at a time
   * @param unproven connections that have not proven useful
   * @param ofOwner connections of one owner, for whom they have proven useful
   * @param proofWithin how long a connection may be unproven
   */
  public record Limits(int all, int unproven, int ofOwner, Duration proofWithin) {}

  /** Whose a connection is: of an owner, once it has proven useful, else of its address. */
  private record Holder(boolean proven, String name) {}

  private final Vertx vertx;
  private final Limits limits;

  /** The oldest first. */
  private final Map<Holder, SequencedSet<HttpConnection>> byHolder = new HashMap<>();

  private final Map<HttpConnection, Holder> holders = new HashMap<>();
  private int unproven;
  private long surplus;

  public ConnectionLimit(Vertx vertx, Limits limits) {
    this.vertx = vertx;
    this.limits = limits;
  }

  /** Takes a new connection in; a server's connection handler. */
  public void opened(HttpConnection connection) {
    var timer =
        vertx.setTimer(limits.proofWithin().toMillis(), id -> closeUnlessProven(connection));
    connection.closeHandler(
        end -> {
          vertx.cancelTimer(timer);
          remove(connection);
        });
    add(connection).forEach(HttpConnection::close);
  }

  /**
   * Notes that a connection has carried a request that was worth an answer.
   *
   * @param owner on whose behalf
   */
  public void proven(HttpConnection connection, String owner) {
    prove(connection, owner).ifPresent(HttpConnection::close);
  }

  /** Connections that are open. */
  public synchronized int open() {
    return holders.size();
  }

  /** Connections that were closed because there were too many, since the start. */
  public synchronized long surplus() {
    return surplus;
  }

  private void closeUnlessProven(HttpConnection connection) {
    if (isUnproven(connection)) {
      connection.close();
    }
  }

  private synchronized boolean isUnproven(HttpConnection connection) {
    var holder = holders.get(connection);
    return holder != null && !holder.proven();
  }

  private synchronized List<HttpConnection> add(HttpConnection connection) {
    put(connection, new Holder(false, connection.remoteAddress().hostAddress()));
    var closing = new ArrayList<HttpConnection>();
    if (unproven > limits.unproven()) {
      closing.add(oldestOf(largest(holder -> !holder.proven())));
    }
    if (holders.size() > limits.all()) {
      closing.add(oldestOf(largest(holder -> true)));
    }
    return closing;
  }

  private synchronized Optional<HttpConnection> prove(HttpConnection connection, String owner) {
    if (!isUnproven(connection)) {
      return Optional.empty();
    }
    remove(connection);
    var holder = new Holder(true, owner);
    return put(connection, holder) > limits.ofOwner()
        ? Optional.of(oldestOf(holder))
        : Optional.empty();
  }

  private int put(HttpConnection connection, Holder holder) {
    unproven += holder.proven() ? 0 : 1;
    holders.put(connection, holder);
    var own = byHolder.computeIfAbsent(holder, key -> new LinkedHashSet<>());
    own.add(connection);
    return own.size();
  }

  private synchronized void remove(HttpConnection connection) {
    var holder = holders.remove(connection);
    if (holder == null) {
      return;
    }
    unproven -= holder.proven() ? 0 : 1;
    byHolder.computeIfPresent(
        holder,
        (key, own) -> {
          own.remove(connection);
          return own.isEmpty() ? null : own;
        });
  }

  /** Whoever has most; of those with as many, one that has proven nothing. */
  private Holder largest(Predicate<Holder> among) {
    return byHolder.entrySet().stream()
        .filter(each -> among.test(each.getKey()))
        .max(
            Comparator.<Map.Entry<Holder, SequencedSet<HttpConnection>>>comparingInt(
                    each -> each.getValue().size())
                .thenComparing(each -> !each.getKey().proven()))
        .orElseThrow()
        .getKey();
  }

  /** Takes the connection out at once, so that none is chosen twice before it has closed. */
  private HttpConnection oldestOf(Holder holder) {
    var oldest = Objects.requireNonNull(byHolder.get(holder)).getFirst();
    remove(oldest);
    surplus++;
    return oldest;
  }
}
