package ai.kernelpanic09.operator.config;

import ai.kernelpanic09.core.aws.AwsAuthorities;
import ai.kernelpanic09.core.aws.GuardrailVersionArn;
import ai.kernelpanic09.webhook.inject.proof.SidecarImages;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one process, which {@link OperatorSetting} lists.
 *
 * @param awsAuthorities that may prove AWS's endpoints beside those that the JVM trusts
 * @param awsToken file of this process's own web identity token
 */
public record OperatorConfig(
    Installation installation,
    Features features,
    Sidecars sidecars,
    EndpointRules endpointRules,
    Sessions sessions,
    Listeners listeners,
    AwsAuthorities awsAuthorities,
    Path awsToken) {

  private static final Pattern VERSION = Pattern.compile("[0-9]{1,3}\\.[0-9]{1,3}");
  private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F.:]{2,45}");

  /**
   * Where the operator runs.
   *
   * @param namespace the operator's own
   * @param clusterDomain domain of the cluster's Services
   * @param clusterId first part of every ExternalId; null for the UID of namespace kube-system
   * @param podName this pod; null outside of a cluster
   * @param podIp address under which sidecars reach this pod; null outside of a cluster
   */
  public record Installation(
      String namespace,
      String clusterDomain,
      @Nullable String clusterId,
      @Nullable String podName,
      @Nullable String podIp) {}

  /**
   * Optional parts of the operator.
   *
   * @param webhook whether this process serves admission
   * @param webhookCertificate folder with admission's certificate; null for the operator's own CA
   * @param webhookCallers namespaces whose pods may send reviews
   * @param gateway whether Services {@code model-<name>} are made for the gateway
   * @param liveProbe whether each endpoint's model is called once, on its own budget
   */
  public record Features(
      boolean webhook,
      @Nullable Path webhookCertificate,
      Set<String> webhookCallers,
      boolean gateway,
      boolean liveProbe) {

    public Features {
      webhookCallers = Set.copyOf(webhookCallers);
    }
  }

  /**
   * Which sidecars are injected and trusted.
   *
   * @param image the webhook injects it
   * @param allowedImages images of trusted sidecars, {@code image} among them
   * @param deniedImages images of sidecars that are not trusted, whatever else names them
   * @param minKubelet minimum version of all kubelets for native sidecars
   */
  public record Sidecars(
      String image, List<String> allowedImages, List<String> deniedImages, String minKubelet) {

    public Sidecars {
      allowedImages = List.copyOf(allowedImages);
      deniedImages = List.copyOf(deniedImages);
    }

    /**
     * The images of trusted sidecars.
     *
     * @param former gives the images that this installation injected before
     */
    public SidecarImages images(Supplier<List<String>> former) {
      return new SidecarImages(image, allowedImages, deniedImages, former);
    }
  }

  /**
   * The platform team's rules for the specs of endpoints.
   *
   * @param requireAllowList whether a namespace without allow-list may use no role at all
   * @param hosts hosts beside AWS's own that {@code spec.endpointUrl} may name
   * @param bedrockRuntimeUrl URL that sidecars call where the spec names none; null for AWS's own
   * @param allowPriceLowering whether {@code spec.pricing} may be below the known price
   * @param organizationGuardrails guardrails that AWS Organizations adds to every call
   */
  public record EndpointRules(
      boolean requireAllowList,
      List<String> hosts,
      @Nullable URI bedrockRuntimeUrl,
      boolean allowPriceLowering,
      List<GuardrailVersionArn> organizationGuardrails) {

    public EndpointRules {
      hosts = List.copyOf(hosts);
      organizationGuardrails = List.copyOf(organizationGuardrails);
    }
  }

  /**
   * The sessions of endpoints' roles that holders get.
   *
   * @param lifetime at least what every role allows, at most what a role may that is assumed by a
   *     role
   * @param tags whether they have tags, which the roles' trust policies must allow
   * @param sourceIdentity whether they have a source identity, likewise
   */
  public record Sessions(Duration lifetime, boolean tags, boolean sourceIdentity) {

    static final Duration MIN_LIFETIME = Duration.ofMinutes(15);
    static final Duration MAX_LIFETIME = Duration.ofHours(1);
  }

  /** Where the servers listen; port 0 for any free one. */
  public record Listeners(
      String address, int metricsPort, int probePort, int webhookPort, int controlPort) {}

  /**
   * Reads the settings.
   *
   * @throws IllegalArgumentException naming every setting that is unknown, wrong or missing
   */
  public static OperatorConfig from(Map<String, String> environment) {
    var settings = new SettingsReader(environment);
    var config =
        new OperatorConfig(
            installation(settings),
            new Features(
                settings.flag(OperatorSetting.WEBHOOK),
                settings.optionallyParsed(
                    OperatorSetting.WEBHOOK_CERTIFICATE, Path::of, "the path of a folder"),
                Set.copyOf(settings.list(OperatorSetting.WEBHOOK_CALLERS)),
                settings.flag(OperatorSetting.GATEWAY),
                settings.flag(OperatorSetting.LIVE_PROBE)),
            sidecars(settings),
            endpointRules(settings),
            sessions(settings),
            listeners(settings),
            awsAuthorities(settings),
            Path.of(settings.text(OperatorSetting.AWS_TOKEN_FILE)));
    var problems = settings.problems();
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
    return config;
  }

  private static Installation installation(SettingsReader settings) {
    var installation =
        new Installation(
            settings.text(OperatorSetting.POD_NAMESPACE),
            settings.text(OperatorSetting.CLUSTER_DOMAIN),
            settings.optional(OperatorSetting.CLUSTER_ID),
            settings.optional(OperatorSetting.POD_NAME),
            settings.optional(OperatorSetting.POD_IP));
    if (installation.podName() != null && installation.podIp() == null) {
      settings.problem(OperatorSetting.POD_IP, "is missing: without it no sidecar finds this pod");
    }
    return installation;
  }

  private static Sidecars sidecars(SettingsReader settings) {
    var image = settings.text(OperatorSetting.SIDECAR_IMAGE);
    var allowed =
        Stream.concat(
                settings.list(OperatorSetting.ALLOWED_SIDECAR_IMAGES).stream(), Stream.of(image))
            .distinct()
            .toList();
    var minKubelet =
        settings.parsed(
            OperatorSetting.MIN_KUBELET, text -> matching(VERSION, text), "a version such as 1.29");
    var sidecars =
        new Sidecars(
            image, allowed, settings.list(OperatorSetting.DENIED_SIDECAR_IMAGES), minKubelet);
    allowed.stream()
        .filter(sidecars.images(List::of)::denies)
        .forEach(
            each ->
                settings.problem(
                    OperatorSetting.DENIED_SIDECAR_IMAGES,
                    "denies "
                        + each
                        + ", which "
                        + (each.equals(image)
                                ? OperatorSetting.SIDECAR_IMAGE
                                : OperatorSetting.ALLOWED_SIDECAR_IMAGES)
                            .variable()
                        + " names: change one of them"));
    return sidecars;
  }

  private static EndpointRules endpointRules(SettingsReader settings) {
    return new EndpointRules(
        settings.flag(OperatorSetting.REQUIRE_ROLE_ALLOW_LIST),
        settings.list(OperatorSetting.ENDPOINT_HOSTS),
        settings.optionallyParsed(
            OperatorSetting.BEDROCK_RUNTIME_URL, OperatorConfig::httpUrl, "an http or https URL"),
        settings.flag(OperatorSetting.ALLOW_PRICE_LOWERING),
        organizationGuardrails(settings));
  }

  private static List<GuardrailVersionArn> organizationGuardrails(SettingsReader settings) {
    var all = new ArrayList<GuardrailVersionArn>();
    for (var text : settings.list(OperatorSetting.ORGANIZATION_GUARDRAILS)) {
      try {
        all.add(GuardrailVersionArn.parse(text));
      } catch (IllegalArgumentException e) {
        settings.problem(
            OperatorSetting.ORGANIZATION_GUARDRAILS,
            "'"
                + text
                + "' is not the ARN of a guardrail with its version, such as"
                + " arn:aws:bedrock:us-east-1:123456789012:guardrail/abc123:1");
      }
    }
    return all;
  }

  private static Sessions sessions(SettingsReader settings) {
    return new Sessions(
        settings.parsed(
            OperatorSetting.SESSION_SECONDS,
            OperatorConfig::sessionLifetime,
            "a number of seconds from 900 to 3600"),
        settings.flag(OperatorSetting.SESSION_TAGS),
        settings.flag(OperatorSetting.SOURCE_IDENTITY));
  }

  private static Duration sessionLifetime(String text) {
    var lifetime = Duration.ofSeconds(Integer.parseInt(text));
    if (lifetime.compareTo(Sessions.MIN_LIFETIME) < 0
        || lifetime.compareTo(Sessions.MAX_LIFETIME) > 0) {
      throw new IllegalArgumentException(text);
    }
    return lifetime;
  }

  private static AwsAuthorities awsAuthorities(SettingsReader settings) {
    var pem = settings.optional(OperatorSetting.AWS_CA);
    try {
      return AwsAuthorities.of(pem == null ? "" : pem);
    } catch (IllegalArgumentException e) {
      settings.problem(OperatorSetting.AWS_CA, "must be certificates in PEM: " + e.getMessage());
      return AwsAuthorities.NONE;
    }
  }

  private static Listeners listeners(SettingsReader settings) {
    return new Listeners(
        settings.parsed(
            OperatorSetting.LISTEN_ADDRESS, text -> matching(ADDRESS, text), "an IP address"),
        settings.port(OperatorSetting.LISTEN_METRICS),
        settings.port(OperatorSetting.LISTEN_PROBES),
        settings.port(OperatorSetting.LISTEN_WEBHOOK),
        settings.port(OperatorSetting.LISTEN_CONTROL));
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
