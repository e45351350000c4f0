package ai.kernelpanic09.cli.bill;

import static java.util.Objects.requireNonNull;

import ai.kernelpanic09.api.BudgetSettlement;
import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.api.testing.ApiServer;
import ai.kernelpanic09.core.endpoint.CallTimeouts;
import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.GuardrailUse;
import ai.kernelpanic09.core.ledger.BudgetTerms;
import ai.kernelpanic09.core.ledger.DurableLedger;
import ai.kernelpanic09.core.ledger.Ledger;
import ai.kernelpanic09.core.ledger.LedgerState;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.PriceBook;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * The ledger of one endpoint on a real API server. Orders are carried out by the functions with
 * which the operator carries them out.
 */
record TestLedger(ApiServer server, String namespace, String name) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final BudgetTerms TERMS =
      new BudgetTerms(Money.parse("10.00"), null, ZoneOffset.UTC, true, null, null);

  /** The limits that the operator would write for an endpoint of this model. */
  static EndpointLimits limits(String model, @Nullable GuardrailUse guardrail) {
    var priced = PriceBook.embedded().find(model, "us-east-1").orElseThrow();
    return new EndpointLimits(
        "1",
        model,
        "us-east-1",
        null,
        256,
        priced.dearest(),
        priced.tariff(),
        priced.bounds(),
        guardrail,
        guardrail == null ? null : "safety",
        null,
        null,
        true,
        1,
        List.of(),
        List.of(),
        CallTimeouts.DEFAULT);
  }

  private Resource<ModelEndpoint> resource() {
    return server.client().resources(ModelEndpoint.class).inNamespace(namespace).withName(name);
  }

  /** Writes the whole status. */
  void write(LedgerState state, EndpointLimits limits) {
    var durable = DurableLedger.of(state.committed(1, "c"), TERMS, Instant.now().toEpochMilli());
    var patch = JSON.createArrayNode();
    var status = patch.addObject().put("op", "add").put("path", "/status").putObject("value");
    status.set("budget", JSON.valueToTree(durable.budget()));
    status.set("usage", JSON.valueToTree(durable.usage()));
    status.set("limits", JSON.valueToTree(limits));
    resource().subresource("status").patch(PatchContext.of(PatchType.JSON), patch.toString());
  }

  LedgerState state() {
    var status = requireNonNull(resource().get().getStatus());
    return new DurableLedger(
            requireNonNull(status.budget()), requireNonNull(status.usage()), List.of(), List.of())
        .toState();
  }

  /** The order that stands in the annotation; empty for none. */
  String order() {
    var annotations = resource().get().getMetadata().getAnnotations();
    return annotations == null ? "" : annotations.getOrDefault(Keys.BUDGET_SETTLEMENT, "");
  }

  String uid() {
    return resource().get().getMetadata().getUid();
  }

  /** Carries out the next order. */
  CompletableFuture<BudgetSettlement> carryOut() {
    return CompletableFuture.supplyAsync(
        () -> {
          var text = Awaitility.await().until(this::order, each -> !each.isEmpty());
          var order = BudgetSettlement.parse(text);
          var limits = requireNonNull(requireNonNull(resource().get().getStatus()).limits());
          write(Ledger.settle(state(), order.order(), Instant.now().toEpochMilli()), limits);
          return order;
        },
        Thread::startVirtualThread);
  }
}
