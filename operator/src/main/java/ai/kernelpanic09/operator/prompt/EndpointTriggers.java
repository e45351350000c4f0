package ai.kernelpanic09.operator.prompt;

import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.api.PromptTemplate;
import ai.kernelpanic09.core.endpoint.EndpointName;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Asks for reconciliations of the templates whose endpoint was created or is being deleted. Other
 * changes of an endpoint don't count: its status changes with every commit of its ledger.
 */
final class EndpointTriggers {

  private final SimpleInboundEventSource<PromptTemplate> source =
      new SimpleInboundEventSource<>("endpoints");
  private final Set<EndpointName> present = ConcurrentHashMap.newKeySet();
  private final Supplier<? extends Collection<PromptTemplate>> templates;

  EndpointTriggers(Supplier<? extends Collection<PromptTemplate>> templates) {
    this.templates = templates;
  }

  EventSource<?, PromptTemplate> source() {
    return source;
  }

  void endpointChanged(ModelEndpoint endpoint) {
    var name = endpoint.endpointName();
    var news = endpoint.isMarkedForDeletion() ? present.remove(name) : present.add(name);
    // A source that has not started takes no event; at the start all templates are reconciled
    // anyway.
    if (!news || !source.isRunning()) {
      return;
    }
    for (var each : templates.get()) {
      if (name.namespace().equals(each.getMetadata().getNamespace())
          && name.name().equals(each.getSpec().modelEndpointRef().name())) {
        source.propagateEvent(
            new ResourceID(each.getMetadata().getName(), each.getMetadata().getNamespace()));
      }
    }
  }
}
