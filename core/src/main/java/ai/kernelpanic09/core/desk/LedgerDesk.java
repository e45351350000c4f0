package ai.kernelpanic09.core.desk;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.Ask;
import ai.kernelpanic09.core.ledger.Ledger;
import ai.kernelpanic09.core.ledger.LedgerAnswer;
import ai.kernelpanic09.core.ledger.LedgerState;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.EndpointAnswer;
import ai.kernelpanic09.core.protocol.EndpointSync;
import ai.kernelpanic09.core.protocol.SessionCredentials;
import ai.kernelpanic09.core.protocol.SyncAnswer;
import ai.kernelpanic09.core.protocol.SyncRequest;
import ai.kernelpanic09.core.protocol.WindowGrant;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Answers holders as the operator does, from ledgers of this process: the same state machine, one
 * request at a time.
 */
public final class LedgerDesk {

  private static final long RENEW_MILLIS = 5_000;
  private static final long RENEW_SCARCE_MILLIS = 1_000;
  private static final String NO_ENDPOINT = "there is no such endpoint";

  private final Map<EndpointName, DeskEndpoint> endpoints = new TreeMap<>();

  /** Those that were served before: what their holders still report is booked. */
  private final Map<EndpointName, DeskEndpoint> former = new HashMap<>();

  private final Map<EndpointName, LedgerState> ledgers = new HashMap<>();
  private final DeskStore store;
  private final Credentials credentials;
  private final InstantSource clock;

  /** Gives sessions out; throws {@link IllegalStateException} with a reason when it can't. */
  @FunctionalInterface
  public interface Credentials {
    SessionCredentials current(EndpointName endpoint);
  }

  /**
   * @throws IOException when a ledger can't be read: then its spend is not known, and nothing may
   *     be granted
   */
  public LedgerDesk(
      List<DeskEndpoint> endpoints, DeskStore store, Credentials credentials, InstantSource clock)
      throws IOException {
    this.store = store;
    this.credentials = credentials;
    this.clock = clock;
    replace(endpoints);
  }

  /**
   * Serves these endpoints from now on; what was spent stays spent.
   *
   * @throws IOException when a ledger can't be read: then nothing changes
   */
  public final synchronized void replace(List<DeskEndpoint> served) throws IOException {
    var loaded = new HashMap<EndpointName, LedgerState>();
    for (var each : served) {
      if (!ledgers.containsKey(each.name())) {
        loaded.put(each.name(), store.load(each.name()));
      }
    }
    ledgers.putAll(loaded);
    former.putAll(endpoints);
    endpoints.clear();
    for (var each : served) {
      endpoints.put(each.name(), each);
      former.remove(each.name());
    }
  }

  /**
   * Answers a request.
   *
   * @param holder who asks, as proven
   * @throws IOException when a ledger can't be saved: nothing is granted then
   */
  public synchronized SyncAnswer answer(SyncRequest request, String holder, String workload)
      throws IOException {
    var scarce = false;
    var answers = new ArrayList<EndpointAnswer>();
    for (var sync : request.endpoints()) {
      var name = sync.endpoint();
      var endpoint = endpoints.getOrDefault(name, former.get(name));
      if (endpoint == null) {
        answers.add(notReady(name, "NotFound", NO_ENDPOINT, List.of()));
        continue;
      }
      var ask = new Ask(holder, workload, request.incarnation(), request.seq(), sync);
      var part = apply(endpoint, ask);
      scarce |= part.scarce();
      answers.add(
          endpoints.containsKey(name)
              ? answer(endpoint, sync, part)
              : notReady(name, "NotFound", NO_ENDPOINT, part.windows()));
    }
    return new SyncAnswer(
        SyncRequest.PROTOCOL,
        1,
        request.seq(),
        scarce ? RENEW_SCARCE_MILLIS : RENEW_MILLIS,
        answers);
  }

  /** The ledgers as they stand. */
  public synchronized Map<DeskEndpoint, LedgerState> ledgers() {
    var view = new LinkedHashMap<DeskEndpoint, LedgerState>();
    endpoints.forEach(
        (name, endpoint) -> view.put(endpoint, ledgers.getOrDefault(name, LedgerState.EMPTY)));
    return view;
  }

  private LedgerAnswer apply(DeskEndpoint endpoint, Ask ask) throws IOException {
    var now = clock.millis();
    var current = ledgers.getOrDefault(endpoint.name(), LedgerState.EMPTY);
    var outcome = Ledger.apply(current, endpoint.terms(), List.of(ask), now);
    if (!outcome.next().equals(current)) {
      var next = outcome.next().committed(1, Long.toString(ask.seq()));
      store.save(endpoint.name(), next, endpoint.terms(), now);
      ledgers.put(endpoint.name(), next);
    }
    return outcome.answers().getFirst();
  }

  private EndpointAnswer answer(DeskEndpoint endpoint, EndpointSync sync, LedgerAnswer part) {
    SessionCredentials session;
    try {
      session = credentials.current(endpoint.name());
    } catch (IllegalStateException e) {
      return notReady(
          endpoint.name(), "NoCredentials", String.valueOf(e.getMessage()), part.windows());
    }
    var limits = endpoint.limits();
    return new EndpointAnswer(
        endpoint.name(),
        true,
        null,
        null,
        limits.revision().equals(sync.knownLimits()) ? null : limits,
        session.id().equals(sync.knownCredentials()) ? null : session,
        part.windows(),
        part.keep(),
        part.requests(),
        part.tokens(),
        part.exhausted(),
        part.queued());
  }

  /** Keeps nothing: the holder gives back what it does not need for calls under way. */
  private static EndpointAnswer notReady(
      EndpointName name, String reason, String text, List<WindowGrant> windows) {
    return new EndpointAnswer(
        name, false, reason, text, null, null, windows, Money.ZERO, null, null, null);
  }
}
