package ai.kernelpanic09.webhook.inject.render;

import ai.kernelpanic09.webhook.inject.proof.SidecarImages;
import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * The settings that every sidecar is rendered from; pods and endpoints may ask for other resources.
 *
 * @param images the image that is injected, and those that are believed beside it
 * @param controlUrl URL of the control API
 * @param controlCa the CAs by which sidecars know the control API, in PEM; empty on the command
 *     line, which does not know them: the webhook adds them when the pod is created
 * @param awsCa CAs that may prove Bedrock to sidecars beside the usual ones, in PEM; empty for none
 * @param requests resource requests as Kubernetes quantities, by name ({@code cpu}, {@code memory})
 * @param limits resource limits likewise; none for CPU, since throttled bursts cost latency and
 *     save nothing
 * @param waitCommand run in the sidecar's image by a plain container's postStart hook; returns when
 *     the model API listens
 * @param openShift whether the platform chooses user ids itself
 */
public record SidecarTemplate(
    SidecarImages images,
    String controlUrl,
    String controlCa,
    String awsCa,
    Map<String, String> requests,
    Map<String, String> limits,
    List<String> waitCommand,
    boolean openShift) {

  /** Copies its collections. */
  public SidecarTemplate {
    requests = Map.copyOf(requests);
    limits = Map.copyOf(limits);
    waitCommand = List.copyOf(waitCommand);
  }

  /** Default resources and wait command, on a platform that leaves user ids to the pod. */
  public static SidecarTemplate defaults(SidecarImages images, String controlUrl) {
    return new SidecarTemplate(
        images,
        controlUrl,
        "",
        "",
        Map.of("cpu", "20m", "memory", "96Mi"),
        Map.of("memory", "160Mi"),
        List.of("java", "@/app/wait.args"),
        false);
  }

  /** The host at which sidecars call the operator. */
  public String controlHost() {
    return URI.create(controlUrl).getHost();
  }

  /** A copy that says whether the platform chooses user ids itself. */
  public SidecarTemplate withOpenShift(boolean present) {
    return new SidecarTemplate(
        images, controlUrl, controlCa, awsCa, requests, limits, waitCommand, present);
  }

  /** A copy with other CAs, in PEM. */
  public SidecarTemplate withControlCa(String pem) {
    return new SidecarTemplate(
        images, controlUrl, pem, awsCa, requests, limits, waitCommand, openShift);
  }

  /** A copy with CAs that may prove Bedrock, in PEM. */
  public SidecarTemplate withAwsCa(String pem) {
    return new SidecarTemplate(
        images, controlUrl, controlCa, pem, requests, limits, waitCommand, openShift);
  }
}
