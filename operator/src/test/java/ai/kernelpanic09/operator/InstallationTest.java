package ai.kernelpanic09.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kernelpanic09.api.Names;
import ai.kernelpanic09.api.testing.ApiServer;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The manifests of config, applied to a real API server with every component there is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InstallationTest {

  private static final String SYSTEM = "ai-operator-system";
  private static final String NAME = "app.kubernetes.io/name";

  private final ApiServer server = ApiServer.start();

  @BeforeAll
  void install() throws IOException {
    var overlay = Files.createDirectories(Path.of("target", "everything"));
    Files.writeString(
        overlay.resolve("kustomization.yaml"),
        """
        resources: [../../../config/overlays/simulator]
        components: [../../../config/components/network-policies]
        """);
    server.installCrds();
    kubectl("apply", "--server-side", "--force-conflicts", "-k", overlay.toString());
    server.createNamespace("team");
    for (var deployment : deployments()) {
      account(deployment);
    }
  }

  /** No controller makes the account that pods without one of their own run as. */
  private void account(Deployment deployment) {
    var namespace = deployment.getMetadata().getNamespace();
    var accounts = server.client().serviceAccounts().inNamespace(namespace);
    if (accounts.withName("default").get() == null) {
      kubectl("create", "serviceaccount", "default", "-n", namespace);
    }
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private void kubectl(String... arguments) {
    var output = server.kubectl(arguments);
    assertThat(output.exitCode()).as(output.errors()).isZero();
  }

  private List<Deployment> deployments() {
    return server.client().apps().deployments().inAnyNamespace().list().getItems();
  }

  private Deployment deployment(String name) {
    return deployments().stream()
        .filter(each -> each.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private List<NetworkPolicy> policies() {
    return server.client().network().v1().networkPolicies().inNamespace(SYSTEM).list().getItems();
  }

  private static Pod pod(Deployment deployment) {
    var template = deployment.getSpec().getTemplate();
    return new PodBuilder()
        .withNewMetadata()
        .withName(deployment.getMetadata().getName())
        .withNamespace(deployment.getMetadata().getNamespace())
        .withLabels(template.getMetadata().getLabels())
        .endMetadata()
        .withSpec(template.getSpec())
        .build();
  }

  @Test
  void allOurNamespacesEnforceRestrictedPodSecurityAndTakeOurPods() {
    assertThat(deployments())
        .extracting(each -> each.getMetadata().getName())
        .containsExactlyInAnyOrder("k8s-ai-operator", "k8s-ai-gateway", "bedrock-simulator");
    for (var deployment : deployments()) {
      var namespace = deployment.getMetadata().getNamespace();
      assertThat(server.client().namespaces().withName(namespace).get().getMetadata().getLabels())
          .containsEntry("pod-security.kubernetes.io/enforce", "restricted");
      assertThat(server.client().resource(pod(deployment)).dryRun().create().getSpec()).isNotNull();
      var careless = pod(deployment);
      careless.getSpec().getContainers().getFirst().setSecurityContext(null);
      assertThatThrownBy(() -> server.client().resource(careless).dryRun().create())
          .isInstanceOf(KubernetesClientException.class)
          .hasMessageContaining("violates PodSecurity");
    }
  }

  @Test
  void ourContainersCannotWriteToTheirImages() {
    assertThat(deployments())
        .flatExtracting(each -> each.getSpec().getTemplate().getSpec().getContainers())
        .extracting(Container::getSecurityContext)
        .allSatisfy(context -> assertThat(context.getReadOnlyRootFilesystem()).isTrue());
  }

  @Test
  void whatNoPolicyAllowsIsClosed() {
    assertThat(policies())
        .filteredOn(each -> each.getSpec().getPodSelector().equals(selectorOfAll()))
        .singleElement()
        .satisfies(
            closed -> {
              assertThat(closed.getSpec().getPolicyTypes()).contains("Ingress", "Egress");
              assertThat(closed.getSpec().getIngress()).isEmpty();
            });
  }

  private static LabelSelector selectorOfAll() {
    return new LabelSelector();
  }

  @Test
  void everyPortButTheKubeletsHasAPolicyAndNoPolicyNamesAnother() {
    for (var name : List.of("k8s-ai-operator", "k8s-ai-gateway")) {
      var ports =
          deployment(name)
              .getSpec()
              .getTemplate()
              .getSpec()
              .getContainers()
              .getFirst()
              .getPorts()
              .stream()
              .map(ContainerPort::getName)
              .filter(port -> !port.equals("probes"))
              .toList();
      assertThat(policies())
          .filteredOn(
              each -> Map.of(NAME, name).equals(each.getSpec().getPodSelector().getMatchLabels()))
          .flatExtracting(each -> each.getSpec().getIngress())
          .flatExtracting(rule -> rule.getPorts())
          .extracting(port -> port.getPort().getStrVal())
          .containsExactlyInAnyOrderElementsOf(ports);
    }
  }

  @Test
  void sidecarsMayReachTheOperatorFromANamespaceThatIsClosed() {
    kubectl("apply", "-n", "team", "-f", "../examples/sidecar-network-policy.yaml");
    var policy =
        server.client().network().v1().networkPolicies().inNamespace("team").list().getItems();

    assertThat(policy)
        .flatExtracting(each -> each.getSpec().getEgress())
        .filteredOn(rule -> !rule.getTo().isEmpty())
        .singleElement()
        .satisfies(
            rule -> {
              assertThat(rule.getPorts())
                  .extracting(port -> port.getPort())
                  .containsExactly(new IntOrString(Names.CONTROL_PORT));
              assertThat(rule.getTo().getFirst().getPodSelector().getMatchLabels())
                  .isEqualTo(
                      deployment("k8s-ai-operator")
                          .getSpec()
                          .getTemplate()
                          .getMetadata()
                          .getLabels());
            });
  }
}
