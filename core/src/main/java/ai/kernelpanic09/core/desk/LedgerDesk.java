package ai.kernelpanic09.core.desk;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.Ask;
import ai.kernelpanic09.core.ledger.Ledger;
import ai.kernelpanic09.core.ledger.LedgerAnswer;
import ai.kernelpanic09.core.ledger.LedgerState;
import ai.kernelpanic09.core.protocol.EndpointAnswer;
import ai.kernelpanic09.core.protocol.SessionCredentials;
import ai.kernelpanic09.core.protocol.SyncAnswer;
import ai.kernelpanic09.core.protocol.SyncRequest;
import ai.kernelpanic09.core.protocol.TemplateAnswer;
import ai.kernelpanic09.core.sync.NotServed;
import ai.kernelpanic09.core.sync.Serving;
import ai.kernelpanic09.core.sync.SessionOutcome;
import ai.kernelpanic09.core.sync.SyncAnswers;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Answers holders in the operator's place, from ledgers of this process. It applies the same state
 * machine, one request at a time.
 */
public final class LedgerDesk {

  /** The only term: no other process writes these ledgers. */
  private static final long EPOCH = 1;

  private final Map<EndpointName, DeskEndpoint> endpoints = new TreeMap<>();

  /** Endpoints that were served earlier: reports that their holders still send are booked. */
  private final Map<EndpointName, DeskEndpoint> former = new HashMap<>();

  private final Map<EndpointName, LedgerState> ledgers = new HashMap<>();
  private final DeskStore store;
  private final Credentials credentials;
  private final InstantSource clock;

  /** Provides sessions; throws {@link IllegalStateException} with the reason when it can't. */
  @FunctionalInterface
  public interface Credentials {
    SessionCredentials current(EndpointName endpoint);
  }

  /**
   * @throws IOException when a ledger can't be read: its spending is then unknown, and nothing may
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
   * Serves {@code served}, and no other endpoints, from now on. Spending is kept.
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
   * Answers a request, without news of templates.
   *
   * @param holder proven name of the asking holder
   * @throws IOException when a ledger can't be saved: nothing is granted then
   */
  public SyncAnswer answer(SyncRequest request, String holder, String workload) throws IOException {
    return answer(request, holder, workload, List.of());
  }

  /**
   * Answers a request.
   *
   * @param holder proven name of the asking holder
   * @param news answers about templates that have changed
   * @throws IOException when a ledger can't be saved: nothing is granted then
   */
  public synchronized SyncAnswer answer(
      SyncRequest request, String holder, String workload, List<TemplateAnswer> news)
      throws IOException {
    var scarce = false;
    var answers = new ArrayList<EndpointAnswer>();
    for (var sync : request.endpoints()) {
      var name = sync.endpoint();
      var serving = serving(name);
      var endpoint = endpoints.getOrDefault(name, former.get(name));
      if (endpoint == null) {
        answers.add(SyncAnswers.closed(name, serving.reason(), serving.message()));
        continue;
      }
      var heard = SyncAnswers.heard(sync, serving);
      var ledger =
          apply(endpoint, new Ask(holder, workload, request.incarnation(), request.seq(), heard));
      scarce |= ledger.scarce();
      answers.add(SyncAnswers.endpoint(sync, serving, session(name, serving), ledger));
    }
    return SyncAnswers.of(request, EPOCH, scarce, answers, news, List.of());
  }

  private Serving serving(EndpointName name) {
    var endpoint = endpoints.get(name);
    return endpoint == null
        ? Serving.refused(NotServed.ENDPOINT_NOT_FOUND, "there is no ModelEndpoint " + name)
        : Serving.within(endpoint.limits());
  }

  private SessionOutcome session(EndpointName name, Serving serving) {
    if (!serving.ready()) {
      return new SessionOutcome.Missing();
    }
    try {
      return new SessionOutcome.Given(credentials.current(name));
    } catch (IllegalStateException e) {
      return new SessionOutcome.Refused(
          NotServed.NO_CREDENTIALS.reason(), String.valueOf(e.getMessage()));
    }
  }

  /** The served endpoints with their current ledgers. */
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
      var next = outcome.next().committed(EPOCH, Long.toString(ask.seq()));
      store.save(endpoint.name(), next, endpoint.terms(), now);
      ledgers.put(endpoint.name(), next);
    }
    return outcome.answers().getFirst();
  }
}
