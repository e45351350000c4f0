package ai.kernelpanic09.cli.order;

import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.cli.cluster.Cluster;
import ai.kernelpanic09.cli.terminal.CommandFailure;
import ai.kernelpanic09.cli.terminal.Terminal;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Gives orders about budgets, in the name of a cluster's user, and waits for what comes of them.
 */
public final class Orders {

  private final Terminal terminal;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Duration patience;

  /**
   * @param patience how long the operator may take for one order
   */
  public Orders(Terminal terminal, InstantSource clock, RandomGenerator random, Duration patience) {
    this.terminal = terminal;
    this.clock = clock;
    this.random = random;
    this.patience = patience;
  }

  /** The name that orders to this cluster must bear. */
  public static String user(Cluster cluster) throws CommandFailure {
    try {
      return cluster
          .userName()
          .orElseThrow(
              () -> CommandFailure.notDone("can't learn who you are (kubectl auth whoami)"));
    } catch (KubernetesClientException e) {
      throw CommandFailure.notDone(
          "can't learn who you are (kubectl auth whoami): " + Cluster.reason(e));
    }
  }

  /**
   * Asks a person.
   *
   * @param sure whether to ask nobody
   * @throws CommandFailure unless the answer is yes
   */
  public void confirm(String question, boolean sure) throws CommandFailure {
    if (sure) {
      return;
    }
    if (!terminal.asks()) {
      throw CommandFailure.notDone("say --yes where nobody can be asked");
    }
    if (!"y".equals(terminal.ask(question + " [y/N] "))) {
      throw CommandFailure.notDone("nothing was changed");
    }
  }

  /** A new order to an endpoint, with the members that all orders have. */
  public ObjectNode order(ModelEndpoint endpoint, String by, String reason) {
    var at = clock.instant();
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", id(at.getEpochSecond()))
        .put("uid", endpoint.getMetadata().getUid())
        .put("at", at.truncatedTo(ChronoUnit.SECONDS).toString())
        .put("by", by)
        .put("reason", reason);
  }

  private String id(long second) {
    return second + "-" + Integer.toUnsignedString(random.nextInt());
  }

  /** The id of an order. */
  public static String id(ObjectNode order) {
    return order.path("id").asText();
  }

  /**
   * Writes an order, waits for its outcome, and takes it back.
   *
   * @param name of the endpoint, in the cluster's namespace
   * @param key the annotation for orders of its kind
   * @param outcome tells what came of it, from the endpoint; null while nothing has
   * @throws CommandFailure when it can't be given, or nothing comes of it in time
   */
  public <T> T carryOut(
      Cluster cluster,
      String name,
      String key,
      ObjectNode order,
      Function<ModelEndpoint, @Nullable T> outcome)
      throws CommandFailure, InterruptedException {
    annotate(cluster, name, key, order.toString());
    T found;
    try {
      found = await(cluster, name, outcome);
    } catch (CommandFailure | InterruptedException e) {
      annotate(cluster, name, key, null);
      throw e;
    }
    try {
      annotate(cluster, name, key, null);
    } catch (CommandFailure e) {
      // It is carried out once, so what stays of it does no harm.
      terminal.complain(String.valueOf(e.getMessage()));
    }
    return found;
  }

  private <T> T await(Cluster cluster, String name, Function<ModelEndpoint, @Nullable T> outcome)
      throws CommandFailure, InterruptedException {
    for (var second = 0; second < patience.toSeconds(); second++) {
      var found = look(cluster, name, outcome);
      if (found != null) {
        return found;
      }
      Thread.sleep(Duration.ofSeconds(1));
    }
    throw CommandFailure.notDone(
        "not done within %d s, and taken back: is the operator running, and is this machine's clock right?"
            .formatted(patience.toSeconds()));
  }

  private static <T> @Nullable T look(
      Cluster cluster, String name, Function<ModelEndpoint, @Nullable T> outcome) {
    try {
      return outcome.apply(read(cluster, name));
    } catch (CommandFailure e) {
      // The order is given: whether it is carried out may still be told by a later look.
      return null;
    }
  }

  /**
   * Reads an endpoint.
   *
   * @throws CommandFailure when there is none of that name, or it can't be read
   */
  public static ModelEndpoint read(Cluster cluster, String name) throws CommandFailure {
    try {
      var endpoint = cluster.endpoint(name).get();
      if (endpoint == null) {
        throw CommandFailure.notDone(unreadable(cluster, name) + ": there is none of that name");
      }
      return endpoint;
    } catch (KubernetesClientException e) {
      throw CommandFailure.notDone(unreadable(cluster, name) + ": " + Cluster.reason(e));
    }
  }

  private static String unreadable(Cluster cluster, String name) {
    return "can't read ModelEndpoint " + cluster.namespace() + "/" + name;
  }

  private static void annotate(Cluster cluster, String name, String key, @Nullable String order)
      throws CommandFailure {
    try {
      cluster.annotate(name, key, order);
    } catch (KubernetesClientException e) {
      throw CommandFailure.notDone(
          (order == null ? "the order can't be taken back: " : "the order can't be given: ")
              + Cluster.reason(e));
    }
  }
}
