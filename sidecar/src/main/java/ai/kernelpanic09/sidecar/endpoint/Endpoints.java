package ai.kernelpanic09.sidecar.endpoint;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import ai.kernelpanic09.core.account.Gate;
import ai.kernelpanic09.core.account.JournalEntry;
import ai.kernelpanic09.core.breaker.CircuitBreaker;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.sidecar.journal.MappedJournal;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All endpoints that this process serves. Owned by the event loop. */
public final class Endpoints {

  /** Far more than a cluster has; keeps a gateway's memory and metrics bounded. */
  private static final int MAX = 2_000;

  private final Map<EndpointName, ServedEndpoint> served = new HashMap<>();
  private final List<ServedEndpoint> inOrder = new ArrayList<>();
  private final List<ServedEndpoint> all = Collections.unmodifiableList(inOrder);
  private final MappedJournal journal;
  private final Map<EndpointName, List<JournalEntry>> recovered;
  private final Function<EndpointName, EndpointMeters> meters;
  private final Supplier<CircuitBreaker> breakers;
  private final InstantSource wallClock;

  /**
   * Serves the endpoints of the leases that the journal has recovered from an earlier process.
   *
   * @param breakers makes the circuit breakers
   */
  public Endpoints(
      MappedJournal journal,
      Function<EndpointName, EndpointMeters> meters,
      Supplier<CircuitBreaker> breakers,
      InstantSource wallClock) {
    this.wallClock = wallClock;
    this.breakers = breakers;
    this.journal = journal;
    this.meters = meters;
    recovered =
        journal.recovered().stream()
            .collect(groupingBy(JournalEntry::endpoint, LinkedHashMap::new, toList()));
    recovered.keySet().forEach(this::add);
  }

  /** The endpoint; null when it is not served. */
  public @Nullable ServedEndpoint find(EndpointName name) {
    return served.get(name);
  }

  /** Serves the endpoint from now on; null when too many others are served already. */
  public @Nullable ServedEndpoint add(EndpointName name) {
    var known = served.get(name);
    if (known != null || served.size() >= MAX) {
      return known;
    }
    var fresh =
        new ServedEndpoint(
            name,
            new Gate(name, journal, recovered.getOrDefault(name, List.of())),
            meters.apply(name),
            new Breakers(breakers),
            wallClock);
    served.put(name, fresh);
    inOrder.add(fresh);
    return fresh;
  }

  /** All of them, in the order in which they were added; none is ever removed. */
  public List<ServedEndpoint> all() {
    return all;
  }
}
