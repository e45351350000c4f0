package ai.kernelpanic09.operator.budget;

import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.api.ModelEndpointStatus;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.DurableLedger;
import ai.kernelpanic09.operator.failure.ApiFailure;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Ledgers in {@code ModelEndpoint.status}, written by a JSON patch whose first operation tests the
 * commit id: an exact compare-and-swap on the budget, which other writers of the status never
 * disturb.
 */
final class StatusLedgerStore implements LedgerStore {

  private static final String FIELD_MANAGER = "k8s-ai-ledger";
  private static final int NOT_FOUND = 404;

  /** HTTP statuses that prove that a write was not made. */
  private static final Set<Integer> REFUSALS = Set.of(400, 401, 403, 413, 422);

  private final KubernetesClient client;
  private final ConcurrentHashMap<EndpointName, String> refusals = new ConcurrentHashMap<>();

  StatusLedgerStore(KubernetesClient client) {
    this.client = client;
  }

  @Override
  public Optional<Stored> read(EndpointName endpoint) {
    try {
      return Optional.ofNullable(resource(endpoint).get()).map(StatusLedgerStore::stored);
    } catch (KubernetesClientException e) {
      throw new StoreException(e);
    }
  }

  @Override
  public Commit commit(EndpointName endpoint, Stored before, DurableLedger next) {
    var context =
        new PatchContext.Builder()
            .withPatchType(PatchType.JSON)
            .withFieldManager(FIELD_MANAGER)
            .build();
    try {
      resource(endpoint).subresource("status").patch(context, patch(before, next).toString());
      refusals.remove(endpoint);
      return Commit.DONE;
    } catch (KubernetesClientException e) {
      if (e.getCode() == NOT_FOUND) {
        refusals.remove(endpoint);
        return Commit.GONE;
      }
      refusals.put(endpoint, ApiFailure.text(e));
      return REFUSALS.contains(e.getCode()) ? Commit.REFUSED : Commit.UNKNOWN;
    }
  }

  @Override
  public String refusal(EndpointName endpoint) {
    return refusals.getOrDefault(endpoint, "");
  }

  private ArrayNode patch(Stored before, DurableLedger next) {
    var patch = JsonNodeFactory.instance.arrayNode();
    if (before.ledger() != null) {
      add(patch, "test", "/status/budget/commitId", json(before.commitId()));
    } else {
      // There is no budget to test yet: the whole object must be the one that was read.
      add(patch, "test", "/metadata/uid", json(before.uid()));
      add(patch, "test", "/metadata/resourceVersion", json(before.resourceVersion()));
      if (!before.hasStatus()) {
        add(patch, "add", "/status", JsonNodeFactory.instance.objectNode());
      }
    }
    add(patch, "add", "/status/budget", json(next.budget()));
    add(patch, "add", "/status/usage", json(next.usage()));
    add(patch, "add", "/status/spenders", json(next.spenders()));
    add(patch, "add", "/status/pods", json(next.pods()));
    return patch;
  }

  private static void add(ArrayNode patch, String operation, String path, JsonNode value) {
    patch.addObject().put("op", operation).put("path", path).set("value", value);
  }

  private JsonNode json(Object value) {
    return client.getKubernetesSerialization().convertValue(value, JsonNode.class);
  }

  private static Stored stored(ModelEndpoint endpoint) {
    var status = endpoint.getStatus();
    var metadata = endpoint.getMetadata();
    return new Stored(
        metadata.getUid(),
        metadata.getResourceVersion(),
        status != null,
        status == null ? null : ledger(status));
  }

  private static @Nullable DurableLedger ledger(ModelEndpointStatus status) {
    var budget = status.budget();
    var usage = status.usage();
    if (budget == null || usage == null) {
      return null;
    }
    return new DurableLedger(budget, usage, orEmpty(status.spenders()), orEmpty(status.pods()));
  }

  private static <T> List<T> orEmpty(@Nullable List<T> values) {
    return values == null ? List.of() : values;
  }

  private Resource<ModelEndpoint> resource(EndpointName endpoint) {
    return client
        .resources(ModelEndpoint.class)
        .inNamespace(endpoint.namespace())
        .withName(endpoint.name());
  }
}
