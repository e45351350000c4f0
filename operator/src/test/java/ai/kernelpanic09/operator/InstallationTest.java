package ai.kernelpanic09.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kernelpanic09.api.Names;
import ai.kernelpanic09.api.testing.ApiServer;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The manifests of config, applied to a real API server with every component there is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InstallationTest {

  private static final String SYSTEM = "ai-operator-system";
  private static final String LEASE = "/namespaces/" + SYSTEM + "/leases/k8s-ai-operator";
  private static final String AUTHENTICATED = "system:authenticated";
  private static final String NAME = "app.kubernetes.io/name";

  private final ApiServer server = ApiServer.start();

  @BeforeAll
  void install() throws IOException {
    var overlay = Files.createDirectories(Path.of("target", "everything"));
    Files.writeString(
        overlay.resolve("kustomization.yaml"),
        """
        resources: [../../../config/overlays/simulator]
        components:
          - ../../../config/components/network-policies
          - ../../../config/components/cert-manager
        """);
    server.installCrds();
    kubectl("apply", "-f", "src/test/resources/cert-manager/crds.yaml");
    kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=60s");
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

  /** Others wait where the API server has too much to do, and not the leader's lease. */
  @Test
  void theApiServerServesTheOperatorAsItsOwnControllers() {
    assertThat(priority("k8s-ai-operator", "/apis/coordination.k8s.io/v1" + LEASE))
        .isEqualTo("leader-election");
    assertThat(priority("k8s-ai-operator", "/api/v1/pods?limit=1")).isEqualTo("workload-high");
    assertThat(priority("default", "/apis/coordination.k8s.io/v1" + LEASE))
        .isEqualTo("workload-low");
  }

  /** The priority level by which the API server answers an account of the operator's namespace. */
  private String priority(String account, String path) {
    var user = "system:serviceaccount:" + SYSTEM + ":" + account;
    var levels = server.client().flowControl().v1().priorityLevelConfigurations();
    try (var client =
        server.clientAs(
            user, "system:serviceaccounts", "system:serviceaccounts:" + SYSTEM, AUTHENTICATED)) {
      var http = client.getHttpClient();
      var asked = http.newHttpRequestBuilder().uri(server.url() + path).build();
      var uid =
          http.sendAsync(asked, String.class).join().header("X-Kubernetes-PF-PriorityLevel-UID");
      return levels.list().getItems().stream()
          .map(HasMetadata::getMetadata)
          .filter(each -> each.getUid().equals(uid))
          .map(ObjectMeta::getName)
          .findFirst()
          .orElseThrow(() -> new AssertionError("no priority level has the UID " + uid));
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
  void admissionServesWhatCertManagerIssuesForItsService() {
    var spec = certificate("k8s-ai-webhook").getAdditionalProperties().get("spec");
    var pod = deployment("k8s-ai-operator").getSpec().getTemplate().getSpec();
    var container = pod.getContainers().getFirst();

    assertThat(spec)
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .containsEntry("dnsNames", List.of(Names.WEBHOOK_SERVICE + "." + SYSTEM + ".svc"))
        .extractingByKey("privateKey", InstanceOfAssertFactories.MAP)
        .containsEntry("encoding", "PKCS8");
    assertThat(pod.getVolumes())
        .filteredOn(each -> each.getSecret() != null)
        .singleElement()
        .satisfies(
            volume -> {
              assertThat(spec)
                  .asInstanceOf(InstanceOfAssertFactories.MAP)
                  .containsEntry("secretName", volume.getSecret().getSecretName());
              assertThat(container.getVolumeMounts())
                  .filteredOn(mount -> mount.getName().equals(volume.getName()))
                  .singleElement()
                  .satisfies(
                      mount -> {
                        assertThat(mount.getSubPath()).isNull();
                        assertThat(container.getEnv())
                            .filteredOn(each -> mount.getMountPath().equals(each.getValue()))
                            .extracting(EnvVar::getName)
                            .containsExactly("K8S_AI_WEBHOOK_CERTIFICATE");
                      });
            });
  }

  @Test
  void certManagerAloneWritesTheCaOfTheWebhooks() {
    var hooks = server.client().admissionRegistration().v1();
    var source = SYSTEM + "/" + certificate("k8s-ai-webhook").getMetadata().getName();
    for (var configuration :
        List.of(
            hooks.mutatingWebhookConfigurations().withName(Names.OPERATOR).get(),
            hooks.validatingWebhookConfigurations().withName(Names.OPERATOR).get())) {
      assertThat(configuration.getMetadata().getAnnotations())
          .containsEntry("cert-manager.io/inject-ca-from", source);
    }

    assertThat(server.client().rbac().clusterRoles().withName("k8s-ai-operator").get().getRules())
        .filteredOn(rule -> rule.getApiGroups().contains("admissionregistration.k8s.io"))
        .flatExtracting(PolicyRule::getVerbs)
        .containsExactly("get");
  }

  private GenericKubernetesResource certificate(String name) {
    return server
        .client()
        .genericKubernetesResources("cert-manager.io/v1", "Certificate")
        .inNamespace(SYSTEM)
        .withName(name)
        .get();
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
