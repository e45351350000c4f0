package ai.kernelpanic09.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.api.testing.ApiServer;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributesBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rights that config/rbac gives to each account, as the API server decides. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RbacTest {

  private static final String SYSTEM = "ai-operator-system";
  private static final String OURS = "ai.kernelpanic09.io";
  private static final String PROMPT = OURS + "/prompt-template";

  private final ApiServer server = ApiServer.start();
  private final KubernetesClient operator =
      server.clientAs(
          "system:serviceaccount:" + SYSTEM + ":k8s-ai-operator",
          "system:serviceaccounts",
          "system:serviceaccounts:" + SYSTEM,
          "system:authenticated");
  private final KubernetesClient gateway =
      server.clientAs(
          "system:serviceaccount:" + SYSTEM + ":k8s-ai-gateway",
          "system:serviceaccounts",
          "system:authenticated");
  private final KubernetesClient viewer = server.clientAs("viewer", "system:authenticated");
  private final KubernetesClient editor = server.clientAs("editor", "system:authenticated");
  private final KubernetesClient platform = server.clientAs("platform", "system:authenticated");

  @BeforeAll
  void install() {
    server.createNamespace(SYSTEM);
    server.createNamespace("team");
    server.installCrds();
    kubectl("apply", "-k", "../config/rbac");
    kubectl("apply", "-k", "../config/policies");
    // No controller aggregates roles here, so the aggregated ones are bound directly.
    bind("viewer", "k8s-ai-view");
    bind("editor", "k8s-ai-edit");
    bind("platform", "k8s-ai-endpoint-editor");
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThatThrownBy(
                        () -> operator.resource(owned("probe").build()).dryRun().create())
                    .satisfies(RbacTest::forbidden));
  }

  @AfterAll
  void stop() {
    for (var client : List.of(operator, gateway, viewer, editor, platform)) {
      client.close();
    }
    server.close();
  }

  private void kubectl(String... arguments) {
    var output = server.kubectl(arguments);
    assertThat(output.exitCode()).as(output.errors()).isZero();
  }

  private void bind(String user, String role) {
    kubectl("create", "rolebinding", user, "-n", "team", "--clusterrole=" + role, "--user=" + user);
  }

  private static boolean may(
      KubernetesClient client,
      String verb,
      String group,
      String resource,
      @Nullable String namespace,
      @Nullable String name) {
    var parts = resource.split("/", 2);
    var asked =
        new SelfSubjectAccessReviewBuilder()
            .withNewSpec()
            .withResourceAttributes(
                new ResourceAttributesBuilder()
                    .withVerb(verb)
                    .withGroup(group)
                    .withResource(parts[0])
                    .withSubresource(parts.length == 1 ? "" : parts[1])
                    .withNamespace(namespace)
                    .withName(name)
                    .build())
            .endSpec()
            .build();
    var status = client.authorization().v1().selfSubjectAccessReview().create(asked).getStatus();
    return Boolean.TRUE.equals(status.getAllowed());
  }

  @ParameterizedTest
  @CsvSource(
      emptyValue = "",
      nullValues = "-",
      value = {
        // its own kinds
        "list,   ai.kernelpanic09.io,          modelendpoints,          -,                  -,"
            + " true",
        "watch,  ai.kernelpanic09.io,          guardrailpolicies,       -,                  -,"
            + " true",
        "patch,  ai.kernelpanic09.io,          modelendpoints/status,   team,               -,"
            + " true",
        "patch,  ai.kernelpanic09.io,          guardrailpolicies/status,-,                  -,"
            + " true",
        "patch,  ai.kernelpanic09.io,          prompttemplates/status,  team,               -,"
            + " true",
        "update, ai.kernelpanic09.io,          modelendpoints/finalizers, team,             -,"
            + " true",
        "create, ai.kernelpanic09.io,          modelendpoints,          team,               -,"
            + " false",
        "delete, ai.kernelpanic09.io,          modelendpoints,          team,               -,"
            + " false",
        "delete, ai.kernelpanic09.io,          guardrailpolicies,       -,                  -,"
            + " false",
        "update, ai.kernelpanic09.io,          prompttemplates,         team,               -,"
            + " false",
        // secrets: in its own namespace only
        "get,    '',                           secrets,                 ai-operator-system,"
            + " k8s-ai-ca, true",
        "get,    '',                           secrets,                 team,               -,"
            + " false",
        "get,    '',                           secrets,                 ai-operator-system, other,"
            + " false",
        "list,   '',                           secrets,                 ai-operator-system, -,"
            + " false",
        "list,   '',                           secrets,                 -,                  -,"
            + " false",
        "delete, '',                           secrets,                 ai-operator-system, -,"
            + " false",
        // pods: it reads them, and can't create, enter or delete any
        "list,   '',                           pods,                    -,                  -,"
            + " true",
        "create, '',                           pods,                    team,               -,"
            + " false",
        "delete, '',                           pods,                    team,               -,"
            + " false",
        "patch,  '',                           pods,                    team,               -,"
            + " false",
        "create, '',                           pods/exec,               team,               -,"
            + " false",
        "get,    '',                           pods/log,                team,               -,"
            + " false",
        "create, '',                           serviceaccounts/token,   team,               -,"
            + " false",
        "create, '',                           serviceaccounts/token,   ai-operator-system, -,"
            + " false",
        // configmaps: only its own
        "patch,  '',                           configmaps,              team,              "
            + " k8s-ai-ca, true",
        "get,    '',                           configmaps,              team,              "
            + " app-settings, false",
        "patch,  '',                           configmaps,              team,              "
            + " app-settings, false",
        "list,   '',                           configmaps,              -,                  -,"
            + " false",
        "patch,  '',                           configmaps,              ai-operator-system,"
            + " k8s-ai-budget-floors, true",
        // services beside endpoints, the leader's address, the leader's lease
        "create, '',                           services,                team,               -,"
            + " true",
        "watch,  '',                           services,                -,                  -,"
            + " true",
        "delete, '',                           services,                team,               -,"
            + " false",
        "patch,  discovery.k8s.io,             endpointslices,          ai-operator-system,"
            + " k8s-ai-control, true",
        "patch,  discovery.k8s.io,             endpointslices,          ai-operator-system, other,"
            + " false",
        "patch,  discovery.k8s.io,             endpointslices,          team,               -,"
            + " false",
        "update, coordination.k8s.io,          leases,                  ai-operator-system,"
            + " k8s-ai-operator, true",
        "update, coordination.k8s.io,          leases,                  ai-operator-system, other,"
            + " false",
        "get,    coordination.k8s.io,          leases,                  kube-system,        -,"
            + " false",
        // token reviews of callers, events, owners of pods
        "create, authentication.k8s.io,        tokenreviews,            -,                  -,"
            + " true",
        "create, '',                           events,                  team,               -,"
            + " true",
        "get,    apps,                         replicasets,             team,               -,"
            + " false",
        "get,    batch,                        jobs,                    team,               -,"
            + " true",
        "get,    batch,                        cronjobs,                team,               -,"
            + " false",
        "patch,  apps,                         deployments,             team,               -,"
            + " false",
        // revisions of prompts
        "list,   apps,                         controllerrevisions,     team,               -,"
            + " true",
        "create, apps,                         controllerrevisions,     team,               -,"
            + " true",
        "delete, apps,                         controllerrevisions,     team,               -,"
            + " true",
        "patch,  apps,                         controllerrevisions,     team,               -,"
            + " false",
        "watch,  apps,                         controllerrevisions,     team,               -,"
            + " false",
        // sources of an AWS identity for an app's pod, and limit ranges
        "get,    '',                           serviceaccounts,         team,               -,"
            + " true",
        "list,   '',                           serviceaccounts,         team,               -,"
            + " false",
        "get,    apps,                         daemonsets,              kube-system,       "
            + " eks-pod-identity-agent, true",
        "get,    apps,                         daemonsets,              team,               -,"
            + " false",
        "get,    admissionregistration.k8s.io, mutatingwebhookconfigurations, -,"
            + " pod-identity-webhook, true",
        "patch,  admissionregistration.k8s.io, mutatingwebhookconfigurations, -,"
            + " pod-identity-webhook, false",
        "list,   '',                           limitranges,             team,               -,"
            + " true",
        "delete, '',                           limitranges,             team,               -,"
            + " false",
        // webhook configurations: only its own, and it can't create any
        "patch,  admissionregistration.k8s.io, mutatingwebhookconfigurations,   -, k8s-ai-operator,"
            + " true",
        "patch,  admissionregistration.k8s.io, mutatingwebhookconfigurations,   -, other, false",
        "create, admissionregistration.k8s.io, validatingwebhookconfigurations, -, -, false",
        // rights by which it could get more rights: none
        "bind,        rbac.authorization.k8s.io, clusterroles,        -, -, false",
        "escalate,    rbac.authorization.k8s.io, clusterroles,        -, -, false",
        "create,      rbac.authorization.k8s.io, clusterrolebindings, -, -, false",
        "impersonate, '',                        users,               -, -, false",
        "get,         '',                        nodes/proxy,         -, -, false",
        "patch,       '',                        namespaces,          -, -, false",
      })
  void theOperatorMayDoWhatItNeedsAndNoMore(
      String verb,
      String group,
      String resource,
      @Nullable String namespace,
      @Nullable String name,
      boolean allowed) {
    assertThat(may(operator, verb, group, resource, namespace, name)).isEqualTo(allowed);
  }

  @Test
  void theOperatorWritesServicesOfItsEndpointsOnly() {
    assertThatCode(() -> service(owned("model-a"))).doesNotThrowAnyException();
    assertThatThrownBy(() -> service(owned("dns"))).satisfies(RbacTest::forbidden);
    assertThatThrownBy(() -> service(owned("model-b").editSpec().withType("ClusterIP").endSpec()))
        .satisfies(RbacTest::forbidden);
    assertThatThrownBy(
            () -> service(owned("model-c").editSpec().withExternalName("evil.example").endSpec()))
        .satisfies(RbacTest::forbidden);
    assertThatThrownBy(
            () ->
                service(
                    owned("model-d").editMetadata().withOwnerReferences(List.of()).endMetadata()))
        .satisfies(RbacTest::forbidden);

    stored("theirs");
    assertThatThrownBy(() -> operator.resource(owned("theirs").build()).update())
        .satisfies(RbacTest::forbidden);
  }

  @Test
  void theOperatorPutsAReplacedServiceRight() {
    stored("model-e");

    assertThatCode(() -> operator.resource(owned("model-e").build()).update())
        .doesNotThrowAnyException();
  }

  /** A Service that leads to pods of its namespace, and that no endpoint owns. */
  private void stored(String name) {
    var service =
        owned(name)
            .editMetadata()
            .withOwnerReferences(List.of())
            .endMetadata()
            .editSpec()
            .withType("ClusterIP")
            .withExternalName(null)
            .addToSelector("app", "impostor")
            .endSpec();
    server.client().resource(service.build()).create();
  }

  @Test
  void theOperatorWritesRevisionsOfPromptsOnly() {
    var ours = operator.resource(revision("ours", Map.of(PROMPT, "greeting"))).create();
    assertThatCode(() -> operator.resource(ours).delete()).doesNotThrowAnyException();
    assertThatThrownBy(() -> operator.resource(revision("other", Map.of())).create())
        .satisfies(RbacTest::forbidden);

    var theirs = server.client().resource(revision("theirs", Map.of())).create();
    assertThatThrownBy(() -> operator.resource(theirs).delete()).satisfies(RbacTest::forbidden);
  }

  @Test
  void theOperatorWritesTheBundlesOfItsWebhooksOnly() throws IOException {
    kubectl("apply", "-k", "../config/webhook");
    var validating = operator.admissionRegistration().v1().validatingWebhookConfigurations();
    var mutating = operator.admissionRegistration().v1().mutatingWebhookConfigurations();
    var bundle = Base64.getEncoder().encodeToString(Files.readAllBytes(server.certificate()));

    assertThatCode(
            () ->
                validating
                    .withName("k8s-ai-operator")
                    .edit(
                        each -> {
                          each.getWebhooks()
                              .forEach(one -> one.getClientConfig().setCaBundle(bundle));
                          return each;
                        }))
        .doesNotThrowAnyException();
    assertThatThrownBy(
            () ->
                validating
                    .withName("k8s-ai-operator")
                    .edit(
                        each -> {
                          each.getWebhooks().getFirst().setFailurePolicy("Ignore");
                          return each;
                        }))
        .satisfies(RbacTest::forbidden);
    assertThatThrownBy(
            () ->
                validating
                    .withName("k8s-ai-operator")
                    .edit(
                        each -> {
                          each.getWebhooks().removeFirst();
                          return each;
                        }))
        .satisfies(RbacTest::forbidden);
    assertThatThrownBy(
            () ->
                mutating
                    .withName("k8s-ai-operator")
                    .edit(
                        each -> {
                          each.getWebhooks().getFirst().setTimeoutSeconds(30);
                          return each;
                        }))
        .satisfies(RbacTest::forbidden);
  }

  private void service(ServiceBuilder service) {
    operator.resource(service.build()).create();
  }

  private static ServiceBuilder owned(String name) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("team")
        .addNewOwnerReference()
        .withApiVersion("ai.kernelpanic09.io/v1alpha1")
        .withKind("ModelEndpoint")
        .withName("a")
        .withUid("0")
        .endOwnerReference()
        .endMetadata()
        .withNewSpec()
        .withType("ExternalName")
        .withExternalName("k8s-ai-gateway.ai-operator-system.svc.cluster.local")
        .addNewPort()
        .withPort(8090)
        .endPort()
        .endSpec();
  }

  private static ControllerRevision revision(String name, Map<String, String> labels) {
    return new ControllerRevisionBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("team")
        .withLabels(labels)
        .endMetadata()
        .withRevision(1L)
        .withData(Map.of("spec", "x"))
        .build();
  }

  private static void forbidden(Throwable thrown) {
    assertThat(thrown)
        .isInstanceOfSatisfying(
            KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(403))
        .hasMessageContaining("k8s-ai-operator-account");
  }

  @ParameterizedTest
  @CsvSource({
    "viewer,   get,    modelendpoints,         true",
    "viewer,   list,   prompttemplates,        true",
    "viewer,   create, prompttemplates,        false",
    "viewer,   patch,  modelendpoints/status,  false",
    "editor,   create, prompttemplates,        true",
    "editor,   delete, prompttemplates,        true",
    "editor,   create, modelendpoints,         false",
    "editor,   patch,  modelendpoints,         false",
    "editor,   patch,  prompttemplates/status, false",
    "editor,   patch,  modelendpoints/status,  false",
    "platform, create, modelendpoints,         true",
    "platform, patch,  modelendpoints,         true",
    "platform, delete, modelendpoints,         true",
    "platform, patch,  modelendpoints/status,  false",
    "platform, update, modelendpoints/status,  false",
    "gateway,  get,    modelendpoints,         false",
    "gateway,  patch,  modelendpoints/status,  false",
  })
  void peopleMayDoWhatTheirRoleSays(String who, String verb, String resource, boolean allowed) {
    var client =
        switch (who) {
          case "viewer" -> viewer;
          case "editor" -> editor;
          case "platform" -> platform;
          default -> gateway;
        };

    assertThat(may(client, verb, OURS, resource, "team", "")).isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource({
    "view,  k8s-ai-view,            true",
    "edit,  k8s-ai-edit,            true",
    "admin, k8s-ai-edit,            true",
    "view,  k8s-ai-edit,            false",
    "view,  k8s-ai-endpoint-editor, false",
    "edit,  k8s-ai-endpoint-editor, false",
    "admin, k8s-ai-endpoint-editor, false",
    "admin, k8s-ai-operator,        false",
  })
  void theRolesOfEveryClusterTakeOursUp(String cluster, String ours, boolean taken) {
    var roles = server.client().rbac().clusterRoles();
    var labels =
        Objects.requireNonNullElse(
            roles.withName(ours).get().getMetadata().getLabels(), Map.<String, String>of());
    var selectors = roles.withName(cluster).get().getAggregationRule().getClusterRoleSelectors();

    assertThat(selectors)
        .isNotEmpty()
        .matches(all -> all.stream().anyMatch(each -> selects(each, labels)) == taken);
  }

  private static boolean selects(LabelSelector selector, Map<String, String> labels) {
    return labels.entrySet().containsAll(selector.getMatchLabels().entrySet());
  }

  @Test
  void whoWritesAnEndpointStillCannotWriteItsStatus() {
    var mine =
        platform
            .genericKubernetesResources("ai.kernelpanic09.io/v1alpha1", "ModelEndpoint")
            .inNamespace("team");
    var manifest =
        """
        apiVersion: ai.kernelpanic09.io/v1alpha1
        kind: ModelEndpoint
        metadata: {name: mine, namespace: team}
        spec:
          modelId: amazon.nova-micro-v1:0
          region: us-east-1
          irsaRoleArn: arn:aws:iam::123456789012:role/bedrock-invoker
        status: {available: true}
        """;
    mine.load(new ByteArrayInputStream(manifest.getBytes(StandardCharsets.UTF_8))).create();

    var stored =
        server.client().resources(ModelEndpoint.class).inNamespace("team").withName("mine");
    assertThat(stored.get().getStatus()).isNull();
    assertThatThrownBy(
            () ->
                mine.withName("mine")
                    .subresource("status")
                    .patch("{\"status\":{\"available\":true}}"))
        .isInstanceOfSatisfying(
            KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(403));
  }
}
