package ai.kernelpanic09.operator.config;

import ai.kernelpanic09.api.Names;
import org.jspecify.annotations.Nullable;

/** All settings, by the environment variable that holds each. */
public enum OperatorSetting {
  SIDECAR_IMAGE(
      "K8S_AI_SIDECAR_IMAGE",
      "ghcr.io/kernelpanic09/k8s-ai-sidecar:dev",
      "the image that the webhook injects"),
  ALLOWED_SIDECAR_IMAGES(
      "K8S_AI_ALLOWED_SIDECAR_IMAGES", null, "further images of trusted sidecars, by comma"),
  DENIED_SIDECAR_IMAGES(
      "K8S_AI_DENIED_SIDECAR_IMAGES",
      null,
      "images of sidecars that are not trusted, whatever else names them, by comma"),
  SESSION_SECONDS(
      "K8S_AI_SESSION_SECONDS", "900", "how long sessions of endpoints' roles last, up to 3600"),
  SESSION_TAGS("K8S_AI_SESSION_TAGS", "off", "on: such sessions have tags"),
  SOURCE_IDENTITY("K8S_AI_SOURCE_IDENTITY", "off", "on: such sessions have a source identity"),
  REQUIRE_ROLE_ALLOW_LIST(
      "K8S_AI_REQUIRE_ROLE_ALLOW_LIST",
      "off",
      "on: a namespace without an allow-list of roles may use none"),
  ALLOW_PRICE_LOWERING(
      "K8S_AI_ALLOW_PRICE_LOWERING", "off", "on: spec.pricing may be below the known price"),
  ORGANIZATION_GUARDRAILS(
      "K8S_AI_ORGANIZATION_GUARDRAILS",
      null,
      "guardrails that AWS Organizations enforces, as ARN:VERSION, by comma"),
  LIVE_PROBE("K8S_AI_LIVE_PROBE", "off", "on: call each endpoint's model once, then once a day"),
  ENDPOINT_HOSTS(
      "K8S_AI_ENDPOINT_HOSTS", null, "hosts that spec.endpointUrl may name beside AWS's, by comma"),
  BEDROCK_RUNTIME_URL(
      "K8S_AI_BEDROCK_RUNTIME_URL", null, "URL that sidecars call where the spec names none"),
  AWS_CA("K8S_AI_AWS_CA", null, "certificates that may prove AWS's endpoints too, in PEM"),
  CLUSTER_ID("K8S_AI_CLUSTER_ID", null, "first part of every ExternalId"),
  CLUSTER_DOMAIN("K8S_AI_CLUSTER_DOMAIN", "cluster.local", "domain of the cluster's Services"),
  MIN_KUBELET("K8S_AI_MIN_KUBELET", "1.29", "minimum version of all kubelets for native sidecars"),
  WEBHOOK("K8S_AI_WEBHOOK", "on", "off: this process serves no admission"),
  WEBHOOK_CERTIFICATE(
      "K8S_AI_WEBHOOK_CERTIFICATE",
      null,
      "folder with tls.crt and tls.key of admission, in place of the operator's own CA"),
  WEBHOOK_CALLERS(
      "K8S_AI_WEBHOOK_CALLERS",
      "kube-system",
      "namespaces, by comma, whose pods may ask admission, as agents of the API server"),
  GATEWAY("K8S_AI_GATEWAY", "on", "off: no Services model-NAME for the gateway"),
  AWS_TOKEN_FILE(
      "K8S_AI_AWS_TOKEN_FILE",
      "/var/run/secrets/ai.kernelpanic09.io/aws/token",
      "the operator's own web identity token"),
  POD_NAMESPACE("K8S_AI_POD_NAMESPACE", Names.OPERATOR_NAMESPACE, "namespace of the operator"),
  POD_NAME("K8S_AI_POD_NAME", null, "name of this pod; none outside of a cluster"),
  POD_IP("K8S_AI_POD_IP", null, "address of this pod; required with K8S_AI_POD_NAME"),
  LISTEN_ADDRESS("K8S_AI_LISTEN_ADDRESS", "0.0.0.0", "address of all servers"),
  LISTEN_METRICS(
      "K8S_AI_LISTEN_METRICS", String.valueOf(Names.OPERATOR_METRICS_PORT), "port of /metrics"),
  LISTEN_PROBES(
      "K8S_AI_LISTEN_PROBES",
      String.valueOf(Names.OPERATOR_PROBE_PORT),
      "port of /healthz and /readyz"),
  LISTEN_WEBHOOK("K8S_AI_LISTEN_WEBHOOK", String.valueOf(Names.WEBHOOK_PORT), "port of admission"),
  LISTEN_CONTROL(
      "K8S_AI_LISTEN_CONTROL", String.valueOf(Names.CONTROL_PORT), "port of the control API");

  private final String variable;
  private final @Nullable String defaultValue;
  private final String description;

  OperatorSetting(String variable, @Nullable String defaultValue, String description) {
    this.variable = variable;
    this.defaultValue = defaultValue;
    this.description = description;
  }

  /** The environment variable. */
  public String variable() {
    return variable;
  }

  /** The value of an absent or blank variable; null where the setting may be absent. */
  public @Nullable String defaultValue() {
    return defaultValue;
  }

  /** A few words for the program's help. */
  public String description() {
    return description;
  }
}
