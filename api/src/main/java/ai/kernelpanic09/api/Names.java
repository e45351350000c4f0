package ai.kernelpanic09.api;

import ai.kernelpanic09.core.endpoint.SidecarDefaults;

/**
 * Names, ports and audiences that the operator, the webhook and the sidecar agree on. The sidecar
 * does not see this module and has values of its own; {@code RenderingsTest} in e2e compares them.
 */
public final class Names {

  public static final String SIDECAR_CONTAINER = "k8s-ai-sidecar";
  public static final String IDENTITY_VOLUME = "k8s-ai-identity";
  public static final String JOURNAL_VOLUME = "k8s-ai-journal";
  public static final String METRICS_PORT_NAME = "ai-metrics";

  /** Audience of the projected ServiceAccount token that proves a sidecar to the control API. */
  public static final String CONTROL_AUDIENCE = Keys.GROUP + "/control";

  /** Audience of the ServiceAccount tokens by which pods may prove themselves to the gateway. */
  public static final String GATEWAY_AUDIENCE = Keys.GROUP + "/gateway";

  public static final String OPERATOR = "k8s-ai-operator";
  public static final String OPERATOR_NAMESPACE = "ai-operator-system";
  public static final String GATEWAY = "k8s-ai-gateway";
  public static final String CONTROL_SERVICE = "k8s-ai-control";
  public static final String WEBHOOK_SERVICE = "k8s-ai-webhook";

  /**
   * Name of the Secret in the operator's namespace, and of the ConfigMap (key {@code ca.crt}) in
   * each namespace whose pods need the CA.
   */
  public static final String CA = "k8s-ai-ca";

  public static final String CA_KEY = "ca.crt";

  public static final int MODEL_API_PORT = SidecarDefaults.MODEL_API_PORT;
  public static final int SIDECAR_METRICS_PORT = SidecarDefaults.HEALTH_PORT;
  public static final int OPERATOR_METRICS_PORT = 8080;
  public static final int OPERATOR_PROBE_PORT = 8081;
  public static final int WEBHOOK_PORT = 9443;
  public static final int CONTROL_PORT = 9444;

  /** Name of the Service of an endpoint: {@code model-<name>}. */
  public static String endpointService(String endpoint) {
    return "model-" + endpoint;
  }

  private Names() {}
}
