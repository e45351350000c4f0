package ai.kernelpanic09.webhook.verdict;

/**
 * The reason of a webhook's decision: one name and one sentence, for metrics, Events and the
 * command line.
 */
public enum AdmissionReason {
  INJECTED_NATIVE("InjectedNative", "The sidecar was added as a native sidecar container."),
  INJECTED_CONTAINER("InjectedContainer", "The sidecar was added as an ordinary container."),
  INJECTED_GATEWAY(
      "InjectedGateway",
      "Every endpoint of the pod is served by the gateway: only environment was added."),
  UNCHANGED("Unchanged", "The pod already carries exactly what injection would add."),

  NO_LABEL("NoLabel", "The pod does not carry the label ai.kernelpanic09.io/model-endpoint."),
  NOT_A_CREATION("NotACreation", "Containers can be added to a pod only when it is created."),
  SYSTEM_NAMESPACE("SystemNamespace", "Pods of system namespaces and of the operator are left."),
  MIRROR_POD("MirrorPod", "A static pod is run by its kubelet and cannot be changed."),

  MALFORMED_POD("MalformedPod", "The pod has no list of containers."),
  INVALID_ENDPOINT("InvalidEndpoint", "A label or annotation does not name a ModelEndpoint."),
  INVALID_ANNOTATION("InvalidAnnotation", "An annotation of the pod has an invalid value."),
  HOST_NETWORK("HostNetwork", "A pod on the node's network would share the sidecar with the node."),
  SHARED_PROCESSES(
      "SharedProcesses", "A container that sees the sidecar's process can take its credentials."),
  PORT_CLASH("PortClash", "A container of the pod uses a port that the sidecar needs."),
  CONTAINER_CLASH("ContainerClash", "A container of the pod has the sidecar's name."),
  VOLUME_CLASH("VolumeClash", "A volume of the pod has the name of one of the sidecar's."),
  IDENTITY_EXPOSED(
      "IdentityExposed", "A container other than the sidecar would get the sidecar's identity."),
  NOT_LINUX("NotLinux", "The sidecar runs on Linux only."),
  SIDECAR_ALONE("SidecarAlone", "The sidecar serves an app: its pod needs another container."),
  CONTROL_HOST_ALIASED(
      "ControlHostAliased", "An alias of the pod would lead the sidecar past the operator."),
  SIDECAR_UNLABELLED(
      "SidecarUnlabelled",
      "A pod that holds a sidecar is created with the label ai.kernelpanic09.io/model-endpoint, and"
          + " keeps it."),

  SIDECAR_CHANGED("SidecarChanged", "The sidecar must stay as the webhook rendered it."),
  IMAGE_NOT_BELIEVED(
      "ImageNotBelieved",
      "The sidecar's image is not one that the operator injects or that its settings name."),
  ANNOTATION_FORGED(
      "AnnotationForged", "The sidecar's annotations are written by the webhook alone."),
  SIDECAR_ENTERED("SidecarEntered", "Nobody may run commands in the sidecar's container."),
  INVALID_RESOURCE("InvalidResource", "The resource's spec is not valid."),
  ALLOWED("Allowed", "Nothing speaks against the request."),
  INTERNAL_ERROR("InternalError", "The webhook failed to decide.");

  private final String id;
  private final String sentence;

  AdmissionReason(String id, String sentence) {
    this.id = id;
    this.sentence = sentence;
  }

  /** Name in metrics and Events, in upper camel case. */
  public String id() {
    return id;
  }

  /** One sentence for people. */
  public String sentence() {
    return sentence;
  }
}
