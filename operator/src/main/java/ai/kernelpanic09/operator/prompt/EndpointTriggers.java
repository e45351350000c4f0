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
 * Asks for reconciliations of the templates whose endpoint has come or gone. An endpoint's status
 * changes with every commit of its ledger, which is nothing to them.
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
    // Before the operator has started there is nothing to ask: it will look at all templates then.
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
