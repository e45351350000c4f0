package ai.kernelpanic09.webhook.inject;

import ai.kernelpanic09.webhook.inject.InjectionResult.Patched;
import ai.kernelpanic09.webhook.inject.facts.ClusterFacts;
import ai.kernelpanic09.webhook.inject.manifest.YamlStream;
import ai.kernelpanic09.webhook.inject.proof.SidecarImages;
import ai.kernelpanic09.webhook.inject.proof.SidecarProof;
import ai.kernelpanic09.webhook.inject.render.SidecarTemplate;
import ai.kernelpanic09.webhook.testing.EveryEndpoint;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Sample pods, settings and a cluster for tests. */
public final class SamplePods {

  public static final String NAMESPACE = "ai-workloads";

  public static final SidecarProof PROOF =
      new SidecarProof(
          "a-proof-key-of-32-bytes-or-even-more".getBytes(StandardCharsets.UTF_8),
          Instant.EPOCH,
          InstantSource.system());

  /** The admission of a pod that is to be stored. */
  public static final SidecarProof.Occasion STORING = new SidecarProof.Occasion(NAMESPACE, false);

  private static final InjectConfig DEFAULTS =
      InjectConfig.defaults("registry.example/k8s-ai-sidecar:0.1.0", "0.1.0").withProof(PROOF);

  public static final InjectConfig CONFIG =
      DEFAULTS.withSidecar(DEFAULTS.sidecar().withControlCa("the CA, in PEM"));

  /** Every endpoint exists, with all defaults. */
  public static final ClusterFacts CLUSTER = new EveryEndpoint();

  private static final String LABELLED =
      """
      apiVersion: v1
      kind: Pod
      metadata:
        name: app
        labels: {ai.kernelpanic09.io/model-endpoint: claude-haiku}
      spec:
        securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
        containers:
          - name: app
            image: registry.example/shop:1.4
            securityContext:
              allowPrivilegeEscalation: false
              capabilities: {drop: [ALL]}
      """;

  /** A pod that asks for injection and passes Pod Security restricted. */
  public static ObjectNode labelled() {
    return yaml(LABELLED);
  }

  /** The configuration with {@code image} as a further image that is believed. */
  public static InjectConfig allowing(String image) {
    var sidecar = CONFIG.sidecar();
    return CONFIG.withSidecar(
        new SidecarTemplate(
            new SidecarImages(sidecar.images().injected(), List.of(image)),
            sidecar.controlUrl(),
            sidecar.controlCa(),
            sidecar.awsCa(),
            sidecar.requests(),
            sidecar.limits(),
            sidecar.waitCommand(),
            sidecar.openShift()));
  }

  /** Reads YAML. */
  public static ObjectNode yaml(String yaml) {
    return YamlStream.read(yaml).getFirst();
  }

  /** The injected pod, with its patch and warnings. */
  public static Patched inject(JsonNode pod) {
    return inject(pod, CONFIG);
  }

  static Patched inject(JsonNode pod, InjectConfig config) {
    var result = Injector.inject(PodAdmission.creation(pod, NAMESPACE), config, CLUSTER);
    if (result instanceof Patched patched) {
      return patched;
    }
    throw new AssertionError("not injected: " + result);
  }

  private SamplePods() {}
}
