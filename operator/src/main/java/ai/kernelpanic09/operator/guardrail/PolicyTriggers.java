package ai.kernelpanic09.operator.guardrail;

import ai.kernelpanic09.api.GuardrailPolicy;
import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.core.endpoint.EndpointName;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Asks for reconciliations of the policies that endpoints name. Only fields that decide where a
 * guardrail is needed count, because an endpoint's status changes with every commit of its ledger.
 */
final class PolicyTriggers {

  private final SimpleInboundEventSource<GuardrailPolicy> source =
      new SimpleInboundEventSource<>("endpoints");
  private final Map<EndpointName, Need> needs = new ConcurrentHashMap<>();

  private record Need(@Nullable String policy, String roleArn, String region) {}

  EventSource<?, GuardrailPolicy> source() {
    return source;
  }

  void endpointChanged(ModelEndpoint endpoint) {
    var spec = endpoint.getSpec();
    var need = new Need(spec.guardrailPolicyRef(), spec.irsaRoleArn(), spec.region());
    var name = endpoint.endpointName();
    if (endpoint.isMarkedForDeletion()) {
      needs.remove(name);
      ask(need);
      return;
    }
    var before = needs.put(name, need);
    if (!need.equals(before)) {
      ask(need);
      if (before != null) {
        ask(before);
      }
    }
  }

  private void ask(Need need) {
    // A source that has not started takes no event; at the start all policies are reconciled
    // anyway.
    if (need.policy() != null && source.isRunning()) {
      source.propagateEvent(new ResourceID(need.policy()));
    }
  }
}
