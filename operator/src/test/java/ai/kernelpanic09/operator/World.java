package ai.kernelpanic09.operator;

import ai.kernelpanic09.api.GuardrailPolicy;
import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.api.ModelEndpointStatus;
import ai.kernelpanic09.api.Names;
import ai.kernelpanic09.api.testing.ApiServer;
import ai.kernelpanic09.operator.config.OperatorConfig;
import ai.kernelpanic09.simulator.Simulator;
import ai.kernelpanic09.simulator.SimulatorConfig;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodIPBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A real API server with our CRDs, a simulated AWS with the quickstart's role, and operators. */
final class World implements AutoCloseable {

  static final String NAMESPACE = "ai-operator-system";
  static final String ROLE = "arn:aws:iam::123456789012:role/bedrock-invoker";
  static final String OPERATOR_ROLE = "arn:aws:iam::123456789012:role/k8s-ai-operator";
  static final String IMAGE = "sidecar:test";

  final ApiServer server;
  final Simulator simulator;
  private final boolean ownsSimulator;

  final KubernetesClient client;

  World() {
    this(ApiServer.start());
  }

  /** A cluster with this API server, which is closed with it. */
  World(ApiServer server) {
    this(server, Simulator.start(SimulatorConfig.defaults()), true);
  }

  /** Another cluster, with the same AWS. */
  World(World other) {
    this(ApiServer.start(), other.simulator, false);
  }

  private World(ApiServer server, Simulator simulator, boolean ownsSimulator) {
    this.server = server;
    client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder(server.adminConfig()).withRequestRetryBackoffLimit(5).build())
            .build();
    this.simulator = simulator;
    this.ownsSimulator = ownsSimulator;
    server.installCrds();
    server.createNamespace(NAMESPACE);
    server.createNamespace("ai-workloads");
    user();
    role(ROLE, "bedrock:*");
  }

  /** Creates the operator's AWS user, and sets its keys as system properties. */
  private void user() {
    simulator.control(
        "POST",
        "users",
        """
        {"arn":"arn:aws:iam::123456789012:user/operator","accessKeyId":"AKIAOPERATOR00000000",
         "secretAccessKey":"secret-of-the-operator","policies":[{"Version":"2012-10-17",
         "Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}]}]}\
        """);
    System.setProperty("aws.accessKeyId", "AKIAOPERATOR00000000");
    System.setProperty("aws.secretAccessKey", "secret-of-the-operator");
  }

  void role(String arn, String... actions) {
    var allowed = String.join("\",\"", actions);
    simulator.control(
        "POST",
        "roles",
        """
        {"arn":"%s","trustPolicy":{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
         "Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":"sts:AssumeRole"}]},
         "policies":[{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["%s"],
         "Resource":"*"}]}]}\
        """
            .formatted(arn, allowed));
  }

  OperatorProcess operator(String... settings) {
    return operator(client, settings);
  }

  OperatorProcess operator(KubernetesClient client, String... settings) {
    return operator(
        client,
        Map.of("AWS_ACCESS_KEY_ID", "in-system-properties"),
        InstantSource.system(),
        settings);
  }

  OperatorProcess operator(
      KubernetesClient client,
      Map<String, String> awsEnvironment,
      InstantSource clock,
      String... settings) {
    var environment = new HashMap<String, String>();
    environment.put("K8S_AI_WEBHOOK", "off");
    environment.put("K8S_AI_LISTEN_ADDRESS", "127.0.0.1");
    environment.put("K8S_AI_LISTEN_METRICS", "0");
    environment.put("K8S_AI_LISTEN_PROBES", "0");
    environment.put("K8S_AI_LISTEN_CONTROL", "0");
    environment.put("K8S_AI_LISTEN_WEBHOOK", "0");
    environment.put("K8S_AI_SIDECAR_IMAGE", IMAGE);
    for (var setting : settings) {
      var equals = setting.indexOf('=');
      environment.put("K8S_AI_" + setting.substring(0, equals), setting.substring(equals + 1));
    }
    return new OperatorProcess(
        OperatorConfig.from(environment),
        client,
        new OperatorProcess.Surroundings(
            awsEnvironment, URI.create(simulator.url()), false, clock));
  }

  void apply(String manifests) {
    try {
      var file = Files.createTempFile("manifests", ".yaml");
      Files.writeString(file, manifests);
      var applied = server.kubectl("apply", "-f", file.toString());
      Files.delete(file);
      if (applied.exitCode() != 0) {
        throw new IllegalStateException(applied.errors());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void applyQuickstart() {
    var applied =
        server.kubectl("apply", "-f", Path.of("..", "examples", "quickstart.yaml").toString());
    if (applied.exitCode() != 0) {
      throw new IllegalStateException(applied.errors());
    }
  }

  /**
   * Applies an endpoint of namespace ai-workloads with these lines of its spec, which are indented
   * here.
   */
  void applyEndpoint(String name, String... lines) {
    apply(
        """
        apiVersion: ai.kernelpanic09.io/v1alpha1
        kind: ModelEndpoint
        metadata: {name: %s, namespace: ai-workloads}
        spec:
          region: us-east-1
          %s
        """
            .formatted(name, String.join("\n  ", withDefaults(lines))));
  }

  private static List<String> withDefaults(String... lines) {
    var all = new ArrayList<>(List.of(lines));
    if (all.stream().noneMatch(line -> line.startsWith("modelId"))) {
      all.add("modelId: us.anthropic.claude-haiku-4-5-20251001-v1:0");
    }
    if (all.stream().noneMatch(line -> line.startsWith("irsaRoleArn"))) {
      all.add("irsaRoleArn: " + ROLE);
    }
    return all;
  }

  /** Messages of the Events about an endpoint for one reason. */
  List<String> events(String name, String reason) {
    return client.v1().events().inNamespace("ai-workloads").list().getItems().stream()
        .filter(event -> event.getInvolvedObject().getName().equals(name))
        .filter(event -> event.getReason().equals(reason))
        .map(Event::getMessage)
        .toList();
  }

  ModelEndpoint endpoint(String name) {
    return server
        .client()
        .resources(ModelEndpoint.class)
        .inNamespace("ai-workloads")
        .withName(name)
        .get();
  }

  Optional<ModelEndpointStatus> status(String name) {
    return Optional.ofNullable(endpoint(name)).map(ModelEndpoint::getStatus);
  }

  Optional<Condition> condition(String endpoint, String type) {
    return status(endpoint)
        .map(ModelEndpointStatus::conditions)
        .flatMap(all -> all.stream().filter(each -> each.getType().equals(type)).findFirst());
  }

  /**
   * Status and reason of a condition, such as {@code True/Ready}; empty while there is no such
   * condition.
   */
  String state(String endpoint, String type) {
    return condition(endpoint, type).map(c -> c.getStatus() + "/" + c.getReason()).orElse("");
  }

  /** An operator whose webhook the API server calls for pods that carry our label. */
  OperatorProcess operatorWithWebhook(String... settings) {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (var kind : List.of("Mutating", "Validating")) {
      apply(
          """
          apiVersion: admissionregistration.k8s.io/v1
          kind: %1$sWebhookConfiguration
          metadata: {name: k8s-ai-operator}
          webhooks:
            - name: pods.ai.kernelpanic09.io
              admissionReviewVersions: [v1]
              clientConfig: {url: "https://127.0.0.1:%2$d/%3$s-pods"}
              rules: [{apiGroups: [""], apiVersions: [v1], operations: [%4$s], resources: [pods]}]
              objectSelector:
                matchExpressions: [{key: ai.kernelpanic09.io/model-endpoint, operator: Exists}]
              sideEffects: None
          """
              .formatted(
                  kind,
                  port,
                  kind.equals("Mutating") ? "mutate" : "validate",
                  kind.equals("Mutating") ? "CREATE" : "CREATE, UPDATE"));
    }
    var all = new ArrayList<>(List.of(settings));
    all.addAll(List.of("WEBHOOK=on", "LISTEN_WEBHOOK=" + port));
    return operator(all.toArray(String[]::new));
  }

  /** A pod of ServiceAccount default, as the API server stores it. */
  Pod pod(String namespace, String name, String endpoint, String... more) {
    return client
        .pods()
        .inNamespace(namespace)
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels("ai.kernelpanic09.io/model-endpoint", endpoint)
                .withAnnotations(
                    more.length == 0
                        ? Map.of()
                        : Map.of(
                            "ai.kernelpanic09.io/additional-model-endpoints",
                            String.join(",", more)))
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("app")
                .withImage("app:1")
                .endContainer()
                .endSpec()
                .build())
        .create();
  }

  /** A token of the pod's ServiceAccount, bound to the pod, as the kubelet would project it. */
  String token(Pod pod, String audience) {
    return token(pod.getMetadata().getNamespace(), "default", pod, audience);
  }

  String token(String namespace, String account, Pod pod, String audience) {
    return client
        .serviceAccounts()
        .inNamespace(namespace)
        .withName(account)
        .tokenRequest(
            new TokenRequestBuilder()
                .withNewSpec()
                .withAudiences(audience)
                .withExpirationSeconds(3600L)
                .withNewBoundObjectRef()
                .withApiVersion("v1")
                .withKind("Pod")
                .withName(pod.getMetadata().getName())
                .withUid(pod.getMetadata().getUid())
                .endBoundObjectRef()
                .endSpec()
                .build())
        .getStatus()
        .getToken();
  }

  /** A token of a gateway's pod, which may settle for every endpoint. */
  String gatewayToken() {
    client
        .serviceAccounts()
        .inNamespace(NAMESPACE)
        .resource(
            new ServiceAccountBuilder()
                .withNewMetadata()
                .withName("k8s-ai-gateway")
                .endMetadata()
                .build())
        .create();
    var gateway = plainPod(NAMESPACE, "gateway", "k8s-ai-gateway", "10.1.0.1");
    return token(NAMESPACE, "k8s-ai-gateway", gateway, Names.CONTROL_AUDIENCE);
  }

  /** A pod without our label that runs under {@code address}. */
  Pod plainPod(String namespace, String name, String account, String address) {
    var created =
        client
            .pods()
            .inNamespace(namespace)
            .resource(
                new PodBuilder()
                    .withNewMetadata()
                    .withName(name)
                    .endMetadata()
                    .withNewSpec()
                    .withServiceAccountName(account)
                    .addNewContainer()
                    .withName("app")
                    .withImage("app:1")
                    .endContainer()
                    .endSpec()
                    .build())
            .create();
    return client
        .pods()
        .inNamespace(namespace)
        .withName(name)
        .editStatus(
            pod ->
                new PodBuilder(created)
                    .withNewStatus()
                    .withPhase("Running")
                    .withPodIP(address)
                    .withPodIPs(new PodIPBuilder().withIp(address).build())
                    .endStatus()
                    .build());
  }

  /** Where the API server sends the admission of pods. */
  URI admission() {
    return URI.create(
        client
            .admissionRegistration()
            .v1()
            .mutatingWebhookConfigurations()
            .withName("k8s-ai-operator")
            .get()
            .getWebhooks()
            .getFirst()
            .getClientConfig()
            .getUrl());
  }

  /** The operator's metrics, as Prometheus reads them. */
  static String metrics(OperatorProcess operator) {
    return get("http://127.0.0.1:" + operator.metricsPort() + "/metrics").body();
  }

  /** Status and body of a probe's answer. */
  static String probe(OperatorProcess operator, String path) {
    var answer = get("http://127.0.0.1:" + operator.probePort() + path);
    return answer.statusCode() + " " + answer.body();
  }

  private static HttpResponse<String> get(String url) {
    try (var http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  GuardrailPolicy policy(String name) {
    return server.client().resources(GuardrailPolicy.class).withName(name).get();
  }

  @Override
  public void close() {
    if (ownsSimulator) {
      simulator.close();
    }
    client.close();
    server.close();
  }
}
