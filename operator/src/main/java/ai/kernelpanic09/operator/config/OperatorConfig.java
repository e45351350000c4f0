package ai.kernelpanic09.operator.config;

import ai.kernelpanic09.api.Names;
import ai.kernelpanic09.webhook.inject.proof.SidecarImages;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be set, from environment variables with prefix {@code K8S_AI_}.
 *
 * @param namespace the operator's own
 * @param clusterId first part of every ExternalId; null for the UID of namespace kube-system
 * @param webhook whether this process serves admission
 * @param gateway whether Services {@code model-<name>} are made for the gateway
 * @param sidecarImage what the webhook injects
 * @param allowedSidecarImages images of which a sidecar is believed; the injected one is among them
 * @param requireAllowList whether a namespace without allow-list may use no role at all
 * @param endpointHosts hosts beside AWS's own that {@code spec.endpointUrl} may name
 * @param bedrockRuntimeUrl what sidecars call where the spec names no URL; null for AWS's own
 * @param allowPriceLowering whether {@code spec.pricing} may be below the known price
 * @param liveProbe whether each endpoint's model is called once, on its own budget
 * @param minKubelet least version of all kubelets for native sidecars
 * @param listenAddress where all servers listen
 * @param podName this pod; null outside of a cluster
 * @param podIp address under which sidecars reach this pod; null outside of a cluster
 * @param awsToken this process's own web identity token
 */
public record OperatorConfig(
    String namespace,
    String clusterDomain,
    @Nullable String clusterId,
    boolean webhook,
    boolean gateway,
    String sidecarImage,
    List<String> allowedSidecarImages,
    boolean requireAllowList,
    List<String> endpointHosts,
    @Nullable URI bedrockRuntimeUrl,
    boolean allowPriceLowering,
    boolean liveProbe,
    String minKubelet,
    String listenAddress,
    int metricsPort,
    int probePort,
    int webhookPort,
    int controlPort,
    @Nullable String podName,
    @Nullable String podIp,
    Path awsToken) {

  private static final Pattern VERSION = Pattern.compile("[0-9]{1,3}\\.[0-9]{1,3}");
  private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F.:]{2,45}");

  public OperatorConfig {
    allowedSidecarImages = List.copyOf(allowedSidecarImages);
    endpointHosts = List.copyOf(endpointHosts);
  }

  /**
   * Reads the settings.
   *
   * @throws IllegalArgumentException naming every setting that is unknown or wrong
   */
  public static OperatorConfig from(Map<String, String> environment) {
    var settings = new SettingsReader(environment);
    var image = settings.text("SIDECAR_IMAGE", "ghcr.io/kernelpanic09/k8s-ai-sidecar:dev");
    var images = settings.list("ALLOWED_SIDECAR_IMAGES");
    var config =
        new OperatorConfig(
            settings.text("POD_NAMESPACE", Names.OPERATOR_NAMESPACE),
            settings.text("CLUSTER_DOMAIN", "cluster.local"),
            settings.optional("CLUSTER_ID"),
            settings.flag("WEBHOOK", true),
            settings.flag("GATEWAY", true),
            image,
            images.contains(image) ? images : plus(images, image),
            settings.flag("REQUIRE_ROLE_ALLOW_LIST", false),
            settings.list("ENDPOINT_HOSTS"),
            settings.maybe("BEDROCK_RUNTIME_URL", OperatorConfig::httpUrl, "an http or https URL"),
            settings.flag("ALLOW_PRICE_LOWERING", false),
            settings.flag("LIVE_PROBE", false),
            settings.checked(
                "MIN_KUBELET", "1.29", text -> matching(VERSION, text), "a version such as 1.29"),
            settings.checked(
                "LISTEN_ADDRESS", "0.0.0.0", text -> matching(ADDRESS, text), "an IP address"),
            settings.port("LISTEN_METRICS", Names.OPERATOR_METRICS_PORT),
            settings.port("LISTEN_PROBES", Names.OPERATOR_PROBE_PORT),
            settings.port("LISTEN_WEBHOOK", Names.WEBHOOK_PORT),
            settings.port("LISTEN_CONTROL", Names.CONTROL_PORT),
            settings.optional("POD_NAME"),
            settings.optional("POD_IP"),
            Path.of(
                settings.text("AWS_TOKEN_FILE", "/var/run/secrets/ai.kernelpanic09.io/aws/token")));
    if (config.podName() != null && config.podIp() == null) {
      settings.problem("POD_IP", "is missing: without it no sidecar finds this pod");
    }
    var problems = settings.problems();
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
    return config;
  }

  /** The images of which a sidecar is believed. */
  public SidecarImages sidecarImages() {
    return new SidecarImages(sidecarImage, allowedSidecarImages);
  }

  private static List<String> plus(List<String> images, String image) {
    var all = new ArrayList<>(images);
    all.add(image);
    return all;
  }

  private static URI httpUrl(String text) {
    var url = URI.create(text);
    if (url.getHost() == null || !List.of("http", "https").contains(url.getScheme())) {
      throw new IllegalArgumentException(text);
    }
    return url;
  }

  private static String matching(Pattern pattern, String text) {
    if (!pattern.matcher(text).matches()) {
      throw new IllegalArgumentException(text);
    }
    return text;
  }
}
