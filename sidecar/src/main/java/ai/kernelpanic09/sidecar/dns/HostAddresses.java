package ai.kernelpanic09.sidecar.dns;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the addresses of hosts, on threads of its own: name servers that do not answer hold up
 * nothing else. Addresses are used for 30 seconds, and after that while they are looked up anew, so
 * a call waits for a look-up only when its host was never found before.
 *
 * <p>Not thread-safe: one event loop owns it.
 */
public final class HostAddresses {

  private static final Logger LOG = LoggerFactory.getLogger(HostAddresses.class);

  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long PATIENCE_MILLIS = 5_000;
  private static final int THREADS = 2;

  private final Vertx vertx;
  private final Lookup lookup;
  private final LongSupplier nanoTime;
  private final Map<String, Host> hosts = new HashMap<>();
  private @Nullable WorkerExecutor threads;

  public HostAddresses(Vertx vertx, Lookup lookup, LongSupplier nanoTime) {
    this.vertx = vertx;
    this.lookup = lookup;
    this.nanoTime = nanoTime;
  }

  /** The addresses that are known of one host, and the search for them. */
  private static final class Host {
    private List<String> addresses = List.of();
    private boolean isLiteral;
    private long searchNanos;
    private @Nullable Future<Void> search;
  }

  /**
   * Finds the address to connect to. Certificates are still verified against the host's name.
   *
   * @return fails with an {@link UnknownHostException} when no address is found in five seconds
   */
  public Future<SocketAddress> find(String host, int port) {
    var known = hosts.computeIfAbsent(host, name -> literal(bare(name)));
    if (known.addresses.isEmpty()) {
      return search(host, known).map(found -> address(known, port));
    }
    if (!known.isLiteral && nanoTime.getAsLong() - known.searchNanos >= 0) {
      known.searchNanos = nanoTime.getAsLong() + AGAIN_NANOS;
      search(host, known)
          .onFailure(
              e ->
                  LOG.warn(
                      "event=host_not_found host={} using={} reason=\"{}\"",
                      host,
                      known.addresses,
                      e.getMessage()));
    }
    return Future.succeededFuture(address(known, port));
  }

  /** Notes that the host can't be reached at this address: its next one is tried from now on. */
  public void unreachable(String host, SocketAddress address) {
    var known = hosts.get(host);
    if (known != null
        && known.addresses.size() > 1
        && known.addresses.getFirst().equals(address.host())) {
      known.addresses =
          Stream.concat(known.addresses.stream().skip(1), Stream.of(address.host())).toList();
    }
  }

  private static SocketAddress address(Host known, int port) {
    return SocketAddress.inetSocketAddress(port, known.addresses.getFirst());
  }

  /** A new host; one whose name is a literal address never needs a look-up. */
  private static Host literal(String name) {
    var host = new Host();
    try {
      host.addresses = List.of(InetAddress.ofLiteral(name).getHostAddress());
      host.isLiteral = true;
    } catch (IllegalArgumentException e) {
      // It is a name.
    }
    return host;
  }

  private static String bare(String name) {
    return name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
  }

  /**
   * Joins the host's search that is under way, or starts one. A caller waits for its result five
   * seconds at most.
   */
  private Future<Void> search(String host, Host known) {
    var running = known.search;
    if (running == null) {
      running =
          threads()
              .executeBlocking(() -> lookup.find(host), false)
              .compose(found -> keep(host, known, found))
              .onComplete(over -> known.search = null);
      known.search = running.isComplete() ? null : running;
    }
    return bounded(host, running);
  }

  private Future<Void> keep(String host, Host known, InetAddress[] found) {
    if (found.length == 0) {
      return Future.failedFuture(new UnknownHostException(host));
    }
    var now = Stream.of(found).map(InetAddress::getHostAddress).toList();
    // Name servers rotate the addresses: the one in use stays first as long as it is among them.
    var used = known.addresses.stream().limit(1).filter(now::contains).toList();
    known.addresses = Stream.concat(used.stream(), now.stream()).distinct().toList();
    known.searchNanos = nanoTime.getAsLong() + FRESH_NANOS;
    return Future.succeededFuture();
  }

  private Future<Void> bounded(String host, Future<Void> search) {
    var promise = Promise.<Void>promise();
    var timer =
        vertx.setTimer(
            PATIENCE_MILLIS,
            id ->
                promise.tryFail(
                    new UnknownHostException(
                        host + ": no answer from the name servers in " + PATIENCE_MILLIS + " ms")));
    search.onComplete(
        over -> {
          vertx.cancelTimer(timer);
          if (over.succeeded()) {
            promise.tryComplete();
          } else {
            promise.tryFail(over.cause());
          }
        });
    return promise.future();
  }

  private WorkerExecutor threads() {
    var running = threads;
    if (running == null) {
      running = vertx.createSharedWorkerExecutor("names", THREADS);
      threads = running;
    }
    return running;
  }
}
