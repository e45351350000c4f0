package ai.kernelpanic09.operator;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.operator.endpoint.EndpointServices;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServiceChangesTest {

  private final List<String> nudged = new ArrayList<>();
  private final ModelEndpoint endpoint = new ModelEndpoint();
  private final ServiceChanges changes =
      new ServiceChanges(
          name ->
              name.equals(new EndpointName("team", "claude"))
                  ? Optional.of(endpoint)
                  : Optional.empty(),
          new EndpointServices("ai-operator-system", "cluster.local"),
          name -> nudged.add(name.toString()));

  ServiceChangesTest() {
    endpoint.setMetadata(
        new ObjectMetaBuilder().withNamespace("team").withName("claude").withUid("u1").build());
  }

  private static Service service(String name, String leadsTo) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withNamespace("team")
        .withName(name)
        .addToLabels("app.kubernetes.io/managed-by", "k8s-ai-operator")
        .addNewOwnerReference()
        .withApiVersion("ai.kernelpanic09.io/v1alpha1")
        .withKind("ModelEndpoint")
        .withName("claude")
        .withUid("u1")
        .withController(true)
        .endOwnerReference()
        .endMetadata()
        .withNewSpec()
        .withType("ExternalName")
        .withExternalName(leadsTo)
        .endSpec()
        .build();
  }

  @Test
  void onlyAServiceThatIsNotRightReconcilesItsEndpoint() {
    changes.changed(service("model-claude", "k8s-ai-gateway.ai-operator-system.svc.cluster.local"));
    assertThat(nudged).isEmpty();

    changes.changed(service("model-claude", "evil.example.com"));
    assertThat(nudged).containsExactly("team/claude");
  }

  @Test
  void aServiceThatIsGoneReconcilesItsEndpoint() {
    changes.gone(service("model-claude", "k8s-ai-gateway.ai-operator-system.svc.cluster.local"));

    assertThat(nudged).containsExactly("team/claude");
  }

  @Test
  void aServiceOfNoEndpointReconcilesNothing() {
    changes.changed(service("model-absent", "evil.example.com"));
    changes.changed(service("app", "evil.example.com"));
    endpoint.getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z");
    changes.gone(service("model-claude", "evil.example.com"));

    assertThat(nudged).isEmpty();
  }
}
