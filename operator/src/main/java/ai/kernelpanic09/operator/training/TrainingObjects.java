package ai.kernelpanic09.operator.training;

import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.api.Names;
import ai.kernelpanic09.core.endpoint.EndpointName;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** What the operator finds in the cluster of its training: enough that its code gets warm. */
final class TrainingObjects {

  /** Endpoints, which all are asked for. */
  static final int ENDPOINTS = 40;

  static final String GATEWAY_POD = "gateway";
  static final String GATEWAY_UID = "0d5b0d0e-7a3a-4a7e-9a55-000000000001";

  private static final int TEMPLATES = 200;
  private static final int PODS = 400;
  private static final String NAMESPACE = "training";
  private static final String CORE = "/api/v1/namespaces/";
  private static final String OURS = "/apis/" + Keys.GROUP + "/v1alpha1/namespaces/" + NAMESPACE;
  private static final String GROUP = Keys.GROUP + "/v1alpha1";

  static EndpointName endpoint(int number) {
    return new EndpointName(NAMESPACE, "e" + number);
  }

  /** Where the operator publishes its CA. */
  static String authority() {
    return CORE + Names.OPERATOR_NAMESPACE + "/configmaps/" + Names.CA;
  }

  static void addTo(ClusterStandIn cluster) {
    for (var namespace : List.of("kube-system", Names.OPERATOR_NAMESPACE, NAMESPACE)) {
      cluster.add(CORE + namespace, kind("v1", "Namespace"));
    }
    cluster.add("/api/v1/nodes/node", kind("v1", "Node"));
    for (var account : List.of(Names.OPERATOR, Names.GATEWAY)) {
      cluster.add(
          CORE + Names.OPERATOR_NAMESPACE + "/serviceaccounts/" + account,
          named("v1", "ServiceAccount", Names.OPERATOR_NAMESPACE));
    }
    cluster.add(CORE + Names.OPERATOR_NAMESPACE + "/pods/" + GATEWAY_POD, gateway());
    for (var i = 0; i < ENDPOINTS; i++) {
      cluster.add(OURS + "/modelendpoints/" + endpoint(i).name(), modelEndpoint());
    }
    for (var i = 0; i < TEMPLATES; i++) {
      cluster.add(OURS + "/prompttemplates/t" + i, template(i % ENDPOINTS));
    }
    for (var i = 0; i < PODS; i++) {
      cluster.add(CORE + NAMESPACE + "/pods/app-" + i, labelled(i % ENDPOINTS));
    }
  }

  private static JsonObject kind(String apiVersion, String kind) {
    return new JsonObject().put("apiVersion", apiVersion).put("kind", kind);
  }

  private static JsonObject named(String apiVersion, String kind, String namespace) {
    return kind(apiVersion, kind).put("metadata", new JsonObject().put("namespace", namespace));
  }

  private static JsonObject gateway() {
    var pod = pod(Names.OPERATOR_NAMESPACE).put("status", running("10.0.0.9"));
    pod.getJsonObject("metadata").put("uid", GATEWAY_UID);
    pod.getJsonObject("spec").put("serviceAccountName", Names.GATEWAY);
    return pod;
  }

  private static JsonObject running(String address) {
    return new JsonObject()
        .put("phase", "Running")
        .put("podIP", address)
        .put("podIPs", new JsonArray().add(new JsonObject().put("ip", address)));
  }

  /** A pod that names an endpoint, as an app's author writes it. */
  static JsonObject labelled(int endpoint) {
    var pod = pod(NAMESPACE).put("status", running("10.0.1." + endpoint));
    pod.getJsonObject("metadata")
        .put("labels", new JsonObject().put(Keys.MODEL_ENDPOINT, endpoint(endpoint).name()));
    return pod;
  }

  private static JsonObject pod(String namespace) {
    var container = new JsonObject().put("name", "app").put("image", "app:1");
    return named("v1", "Pod", namespace)
        .put("spec", new JsonObject().put("containers", new JsonArray().add(container)));
  }

  private static JsonObject modelEndpoint() {
    var endpoint =
        named(GROUP, "ModelEndpoint", NAMESPACE)
            .put(
                "spec",
                new JsonObject()
                    .put("modelId", "us.anthropic.claude-haiku-4-5-20251001-v1:0")
                    .put("region", "us-east-1")
                    .put("irsaRoleArn", "arn:aws:iam::123456789012:role/training")
                    .put("costBudget", new JsonObject().put("daily", "1000000")));
    endpoint
        .getJsonObject("metadata")
        .put("finalizers", new JsonArray().add(Keys.GROUP + "/budget-floor"));
    return endpoint;
  }

  private static JsonObject template(int endpoint) {
    return named(GROUP, "PromptTemplate", NAMESPACE)
        .put(
            "spec",
            new JsonObject()
                .put("modelEndpointRef", new JsonObject().put("name", endpoint(endpoint).name()))
                .put("variables", new JsonArray().add(new JsonObject().put("name", "Text")))
                .put("template", "Answer in one sentence. {{.Text}}"));
  }

  /** The status of the review of the gateway's token. */
  static JsonObject gatewayReview() {
    var extra =
        new JsonObject()
            .put("authentication.kubernetes.io/pod-name", new JsonArray().add(GATEWAY_POD))
            .put("authentication.kubernetes.io/pod-uid", new JsonArray().add(GATEWAY_UID));
    var account = "system:serviceaccount:" + Names.OPERATOR_NAMESPACE + ":" + Names.GATEWAY;
    return new JsonObject()
        .put("authenticated", true)
        .put("audiences", new JsonArray().add(Names.CONTROL_AUDIENCE))
        .put("user", new JsonObject().put("username", account).put("extra", extra));
  }

  /** A review of the admission of such a pod. */
  static JsonObject admission(int number) {
    var pod = labelled(number % ENDPOINTS);
    pod.getJsonObject("metadata").put("name", "new-" + number);
    return kind("admission.k8s.io/v1", "AdmissionReview")
        .put(
            "request",
            new JsonObject()
                .put("uid", "training-" + number)
                .put("operation", "CREATE")
                .put("namespace", NAMESPACE)
                .put("dryRun", true)
                .put("userInfo", new JsonObject().put("username", "training"))
                .put("object", pod));
  }

  private TrainingObjects() {}
}
