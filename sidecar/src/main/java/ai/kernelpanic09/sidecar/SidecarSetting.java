package ai.kernelpanic09.sidecar;

import ai.kernelpanic09.core.endpoint.SidecarDefaults;
import org.jspecify.annotations.Nullable;

/** The settings of the sidecar, each with its environment variable, default and description. */
enum SidecarSetting {
  ENDPOINTS("K8S_AI_ENDPOINTS", "", "endpoints to serve: namespace/name, by commas"),
  WORKLOAD("K8S_AI_WORKLOAD", "unknown", "kind and name of the pod's owner"),
  POD_NAME("K8S_AI_POD_NAME", "", "for the log"),
  POD_UID("K8S_AI_POD_UID", "", "for the log"),
  POD_NAMESPACE("K8S_AI_POD_NAMESPACE", "", "for the log"),
  CONTROL_URL(
      "K8S_AI_CONTROL_URL",
      "https://k8s-ai-control.ai-operator-system.svc:9444",
      "where the operator is"),
  CONTROL_CA("K8S_AI_CONTROL_CA", "", "certificates that prove the operator, in PEM; or ca.crt"),
  AWS_CA("K8S_AI_AWS_CA", "", "certificates that may prove Bedrock too, in PEM"),
  IDENTITY_DIR(
      "K8S_AI_IDENTITY_DIR",
      "/var/run/secrets/ai.kernelpanic09.io/identity",
      "holds token, and ca.crt"),
  JOURNAL_DIR("K8S_AI_JOURNAL_DIR", null, "holds the journal"),
  LOG_LEVEL("K8S_AI_LOG_LEVEL", "info", "error, warn, info or debug"),
  MODEL_API_PORT("K8S_AI_MODEL_API_PORT", SidecarDefaults.MODEL_API_PORT, "model API; 0 for any"),
  HEALTH_PORT("K8S_AI_HEALTH_PORT", SidecarDefaults.HEALTH_PORT, "health and metrics; 0 for any"),
  MAX_BODY_BYTES("K8S_AI_MAX_BODY_BYTES", SidecarDefaults.MAX_BODY_BYTES, "largest request body"),
  MAX_BYTES_IN_FLIGHT(
      "K8S_AI_MAX_BYTES_IN_FLIGHT",
      null,
      "of all requests together, if the memory has room for them"),
  MAX_CALLS("K8S_AI_MAX_CALLS", "1000", "calls that are served at once"),
  MAX_CONNECTIONS("K8S_AI_MAX_CONNECTIONS", "256", "to Bedrock, at once"),
  BODY_TIMEOUT_MILLIS("K8S_AI_BODY_TIMEOUT_MILLIS", "30000", "until a body must be there"),
  BODY_WAIT_MILLIS("K8S_AI_BODY_WAIT_MILLIS", "5000", "that a body waits for room in memory"),
  HEARTBEAT_MILLIS("K8S_AI_HEARTBEAT_MILLIS", "15000", "of silence until a stream says it lives"),
  DRAIN_DELAY_MILLIS("K8S_AI_DRAIN_DELAY_MILLIS", null, "from SIGTERM to the closed door"),
  DRAIN_MILLIS("K8S_AI_DRAIN_MILLIS", "20000", "for calls under way and the last report"),
  QUIT("K8S_AI_QUIT", "off", "on: POST /quitquitquit from within the pod ends the process");

  private final String variable;
  private final @Nullable String defaultValue;
  private final String description;

  SidecarSetting(String variable, @Nullable String defaultValue, String description) {
    this.variable = variable;
    this.defaultValue = defaultValue;
    this.description = description;
  }

  SidecarSetting(String variable, int defaultValue, String description) {
    this(variable, Integer.toString(defaultValue), description);
  }

  String variable() {
    return variable;
  }

  /** The default; null where it is not the same for all processes. */
  @Nullable String defaultValue() {
    return defaultValue;
  }

  String description() {
    return description;
  }
}
