package ai.kernelpanic09.operator.budget;

import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.DurableLedger;
import ai.kernelpanic09.core.ledger.Floor;
import ai.kernelpanic09.core.ledger.Ledger;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes floors: at intervals while endpoints spend, and before an endpoint is deleted. */
public final class FloorKeeper {

  private static final Logger LOG = LoggerFactory.getLogger(FloorKeeper.class);
  private static final long END_SECONDS = 20;
  private static final Duration PRUNE_EVERY = Duration.ofHours(1);
  private static final int MAX_PRUNED = 200;

  private final BudgetAuthority authority;
  private final ConfigMapFloors floors;
  private final Function<EndpointName, Optional<ModelEndpoint>> endpoints;
  private final KubernetesClient client;
  private final InstantSource clock;
  private final Map<EndpointName, Floor> written = new HashMap<>();
  private Instant nextPrune = Instant.MIN;

  public FloorKeeper(
      BudgetAuthority authority,
      ConfigMapFloors floors,
      Function<EndpointName, Optional<ModelEndpoint>> endpoints,
      KubernetesClient client,
      InstantSource clock) {
    this.authority = authority;
    this.floors = floors;
    this.endpoints = endpoints;
    this.client = client;
    this.clock = clock;
  }

  /** Writes down the floors that have changed; to be called once a minute. */
  public synchronized void flush() {
    var lines = new HashMap<EndpointName, Optional<ConfigMapFloors.Line>>();
    var now = new HashMap<EndpointName, Floor>();
    authority.forEach(
        (endpoint, state) -> {
          var floor = Ledger.floor(state, clock.millis());
          var uid = endpoints.apply(endpoint).map(each -> each.getMetadata().getUid());
          if (!floor.equals(Floor.NONE) && uid.isPresent()) {
            now.put(endpoint, floor);
            if (!floor.equals(written.get(endpoint))) {
              lines.put(endpoint, Optional.of(new ConfigMapFloors.Line(uid.get(), floor)));
            }
          }
        });
    try {
      floors.write(lines);
      written.clear();
      written.putAll(now);
    } catch (KubernetesClientException e) {
      LOG.warn("event=floors_not_written code={}", e.getCode());
    }
  }

  /**
   * Drops the floors of endpoints that do not exist and whose days and months have all been over
   * for more than an hour, so that no budget can be had twice. To be called once a minute; works
   * once an hour, on at most {@link #MAX_PRUNED} floors.
   */
  public synchronized void prune() {
    var now = clock.instant();
    if (now.isBefore(nextPrune)) {
      return;
    }
    try {
      var dropped = new HashMap<EndpointName, ConfigMapFloors.Line>();
      var asked = 0;
      for (var each : floors.all().entrySet()) {
        if (!isOver(each.getValue().floor(), now.toEpochMilli())) {
          continue;
        }
        if (asked++ == MAX_PRUNED) {
          break;
        }
        if (endpoints.apply(each.getKey()).isEmpty()) {
          dropped.put(each.getKey(), each.getValue());
        }
      }
      floors.remove(dropped.keySet());
      dropped.forEach(
          (endpoint, line) ->
              LOG.info(
                  "event=floor_pruned endpoint={} uid={} costTotal={}",
                  endpoint,
                  line.uid(),
                  line.floor().costTotal()));
      nextPrune = now.plus(PRUNE_EVERY);
    } catch (KubernetesClientException e) {
      LOG.warn("event=floors_not_pruned code={}", e.getCode());
    }
  }

  private static boolean isOver(Floor floor, long nowMillis) {
    var open = nowMillis - Ledger.WRITE_OFF_AFTER_MILLIS;
    return floor.days().stream().allMatch(each -> each.endMillis() < open)
        && floor.months().stream().allMatch(each -> each.endMillis() < open);
  }

  /** Ends the ledger of an endpoint that is being deleted, and writes its floor. */
  public void leaving(ModelEndpoint endpoint) {
    var name = endpoint.endpointName();
    authority.drop(name).orTimeout(END_SECONDS, TimeUnit.SECONDS).join();
    var live =
        client
            .resources(ModelEndpoint.class)
            .inNamespace(name.namespace())
            .withName(name.name())
            .get();
    var status = live == null ? null : live.getStatus();
    var budget = status == null ? null : status.budget();
    var usage = status == null ? null : status.usage();
    if (budget == null || usage == null) {
      return;
    }
    var floor =
        Ledger.floor(
            new DurableLedger(budget, usage, List.of(), List.of()).toState(), clock.millis());
    if (!floor.equals(Floor.NONE)) {
      floors.write(name, endpoint.getMetadata().getUid(), floor);
    }
  }
}
