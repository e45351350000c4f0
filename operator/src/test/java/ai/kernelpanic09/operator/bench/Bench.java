package ai.kernelpanic09.operator.bench;

import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.api.testing.ApiServer;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.BudgetTerms;
import ai.kernelpanic09.core.ledger.DurableLedger;
import ai.kernelpanic09.core.ledger.Floor;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.operator.budget.BudgetAuthority;
import ai.kernelpanic09.operator.budget.LedgerEvents;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A real API server on a real etcd, and the budget authority of one operator that leads. */
final class Bench implements AutoCloseable {

  private static final String NAMESPACE = "bench";
  private static final LedgerEvents NOBODY =
      new LedgerEvents() {
        @Override
        public void committed(EndpointName endpoint, DurableLedger ledger) {}

        @Override
        public void conflicted(EndpointName endpoint) {}

        @Override
        public void dropped(EndpointName endpoint) {}
      };

  final ApiServer server = ApiServer.start();
  final ServerMetrics metrics = new ServerMetrics(server);
  private final KubernetesClient client =
      new KubernetesClientBuilder()
          .withConfig(
              new ConfigBuilder(server.adminConfig()).withRequestRetryBackoffLimit(5).build())
          .build();
  private final ConcurrentHashMap<EndpointName, BudgetTerms> terms = new ConcurrentHashMap<>();
  BudgetAuthority authority = lead();

  Bench() {
    server.installCrds();
    server.createNamespace(NAMESPACE);
  }

  private BudgetAuthority lead() {
    var leading =
        BudgetAuthority.of(
            client,
            endpoint -> Optional.ofNullable(terms.get(endpoint)),
            (endpoint, uid, fresh) -> Floor.NONE,
            uid -> false,
            () -> true,
            InstantSource.system(),
            NOBODY);
    leading.lead();
    return leading;
  }

  /** Starts a new leader, which has nothing of the earlier one's ledgers in memory. */
  void leadAnew() {
    authority.close();
    authority = lead();
  }

  List<EndpointName> endpoints(String prefix, int count, Money daily) {
    var names = new ArrayList<EndpointName>();
    for (var i = 0; i < count; i++) {
      var name = new EndpointName(NAMESPACE, prefix + i);
      client.resource(endpoint(name, daily)).create();
      terms.put(name, new BudgetTerms(daily, null, ZoneOffset.UTC, true, null, null));
      names.add(name);
    }
    return names;
  }

  private static ModelEndpoint endpoint(EndpointName name, Money daily) {
    return Serialization.unmarshal(
        """
        apiVersion: ai.kernelpanic09.io/v1alpha1
        kind: ModelEndpoint
        metadata: {name: %s, namespace: %s}
        spec:
          modelId: us.anthropic.claude-haiku-4-5-20251001-v1:0
          region: us-east-1
          irsaRoleArn: arn:aws:iam::123456789012:role/bench
          costBudget: {daily: "%s"}
        """
            .formatted(name.name(), name.namespace(), daily),
        ModelEndpoint.class);
  }

  @Override
  public void close() {
    authority.close();
    client.close();
    server.close();
  }
}
