package ai.kernelpanic09.webhook.inject;

import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.core.digest.Sha256;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.webhook.inject.annotation.PodAnnotations;
import ai.kernelpanic09.webhook.inject.env.AppEnvironment;
import ai.kernelpanic09.webhook.inject.env.HostAliases;
import ai.kernelpanic09.webhook.inject.facts.AwsFacts;
import ai.kernelpanic09.webhook.inject.facts.ClusterFacts;
import ai.kernelpanic09.webhook.inject.patch.CanonicalJson;
import ai.kernelpanic09.webhook.inject.plan.EndpointPlan;
import ai.kernelpanic09.webhook.inject.plan.PodIntent;
import ai.kernelpanic09.webhook.inject.pod.InjectionStatus;
import ai.kernelpanic09.webhook.inject.pod.PodTree;
import ai.kernelpanic09.webhook.inject.proof.SealedParts;
import ai.kernelpanic09.webhook.inject.proof.SidecarProof;
import ai.kernelpanic09.webhook.inject.render.Coverage;
import ai.kernelpanic09.webhook.inject.render.LimitRangeCheck;
import ai.kernelpanic09.webhook.inject.render.SidecarRendering;
import ai.kernelpanic09.webhook.inject.render.SidecarResources;
import ai.kernelpanic09.webhook.inject.render.SidecarTemplate;
import ai.kernelpanic09.webhook.verdict.AdmissionReason;
import ai.kernelpanic09.webhook.verdict.Warnings;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** Adds sidecar, variables, host names and annotations to one pod that has passed all checks. */
final class Injection {

  /** Request that stops a plain sidecar, so that a Job can complete. */
  private static final String QUIT = "POST " + EndpointPlan.SIDECAR_URL + "/quitquitquit";

  /**
   * Annotation by which kube2iam and kiam give a pod a role. They answer in place of the node's
   * metadata service, which comes last in the SDKs' chains.
   */
  private static final String ROLE_OF_POD = "iam.amazonaws.com/role";

  private static final int HASH_LENGTH = 16;

  private final String namespace;
  private final boolean dryRun;
  private final InjectConfig config;
  private final PodIntent intent;
  private final EndpointPlan plan;
  private final String workload;
  private final InjectionStatus former;
  private final Warnings warnings;
  private final boolean asNative;

  Injection(
      PodAdmission admission,
      InjectConfig config,
      PodIntent intent,
      EndpointPlan plan,
      String workload,
      InjectionStatus former,
      Warnings warnings) {
    this.namespace = admission.namespace();
    this.dryRun = admission.dryRun();
    this.config = config;
    this.intent = intent;
    this.plan = plan;
    this.workload = workload;
    this.former = former;
    this.warnings = warnings;
    this.asNative =
        switch (intent.sidecarMode()) {
          case AUTO -> config.cluster().nativeSidecars();
          case NATIVE -> true;
          case CONTAINER -> false;
        };
  }

  AdmissionReason reason() {
    if (!plan.needsSidecar()) {
      return AdmissionReason.INJECTED_GATEWAY;
    }
    return asNative ? AdmissionReason.INJECTED_NATIVE : AdmissionReason.INJECTED_CONTAINER;
  }

  /**
   * The injected pod.
   *
   * @param base the pod without former additions; changed in place
   * @param live the pod as the request carries it
   */
  ObjectNode apply(ObjectNode base, ObjectNode live, ClusterFacts cluster) {
    var spec = PodTree.object(base, "spec");
    var annotations = PodTree.object(PodTree.object(base, "metadata"), "annotations");
    var index = plan.needsSidecar() ? addSidecar(spec, live.path("spec")) : 0;
    var env = addEnvironment(spec, live.path("spec"), index, aws(base, cluster));
    var aliases =
        HostAliases.add(
            spec,
            HostAliases.namesOf(plan.sidecarEndpoints(), namespace, config.cluster().domain()),
            warnings);
    if (aliases.isEmpty() && !former.hostnames().isEmpty()) {
      HostAliases.dropEmpty(spec);
    }
    var others = new PodAnnotations(annotations);
    if (plan.needsSidecar()) {
      others.add(base, cluster.namespace(namespace));
      warnOfMode(base);
      LimitRangeCheck.warn(
          cluster.limitRanges(namespace),
          SidecarResources.of(config.sidecar(), plan, intent),
          warnings);
    }
    var status =
        new InjectionStatus(
            config.version(),
            plan.needsSidecar() ? (asNative ? "native" : "container") : "gateway",
            plan.needsSidecar() ? hash() : "",
            intent.endpoints().stream().map(EndpointName::toString).toList(),
            env.added(),
            aliases,
            others.added(),
            others.merged());
    annotations.put(Keys.SIDECAR_STATUS, status.json());
    if (plan.needsSidecar()) {
      config
          .proof()
          .ifPresent(
              proof ->
                  annotations.put(
                      Keys.SIDECAR_PROOF,
                      proof.sign(
                          base,
                          new SidecarProof.Occasion(namespace, dryRun),
                          PodTree.annotation(live, Keys.SIDECAR_PROOF))));
    }
    return base;
  }

  /** Adds container and volumes, and returns the container's index in its list. */
  private int addSidecar(ObjectNode spec, JsonNode liveSpec) {
    var list = PodTree.array(spec, asNative ? "initContainers" : "containers");
    var index = asNative ? indexAfterMesh(list) : 0;
    var rendered = rendered(config.sidecar(), workload);
    var kept =
        named(liveSpec.path(asNative ? "initContainers" : "containers"), PodTree.name(rendered))
            .filter(container -> isAsRendered(container, withImageOf(container, rendered)));
    list.insert(index, kept.isPresent() ? kept.get().deepCopy() : rendered);
    addVolumes(spec, liveSpec);
    return index;
  }

  private void addVolumes(ObjectNode spec, JsonNode liveSpec) {
    var live = liveSpec.path("volumes");
    var allThere =
        SidecarRendering.volumes().stream()
            .allMatch(
                volume ->
                    named(live, PodTree.name(volume))
                        .filter(present -> Coverage.covers(present, volume))
                        .filter(present -> SealedParts.volume(present).equals(volume))
                        .isPresent());
    if (allThere) {
      spec.set("volumes", live.deepCopy());
    } else {
      SidecarRendering.volumes().forEach(PodTree.array(spec, "volumes")::add);
    }
  }

  /**
   * Whether {@code container} is our rendering with the API server's defaults filled in. A
   * container that holds more must not be signed.
   */
  private static boolean isAsRendered(JsonNode container, ObjectNode rendered) {
    return Coverage.covers(container, rendered)
        && SealedParts.container(container).equals(SealedParts.container(rendered));
  }

  /**
   * The rendering with the live container's image if that is believed, since a policy may have
   * rewritten it; otherwise the rendering with its own image, and a warning.
   */
  private ObjectNode withImageOf(JsonNode live, ObjectNode rendered) {
    var image = live.path("image").asText();
    if (config.sidecar().images().believes(image)) {
      return rendered.deepCopy().put("image", image);
    }
    warnings.add("the sidecar's image was put back, from " + Warnings.shortened(image, 70));
    return rendered;
  }

  private ObjectNode rendered(SidecarTemplate template, String of) {
    return SidecarRendering.container(template, plan, intent, of, asNative);
  }

  /** Asks the cluster only if the answer matters, for it may cost a request to the API server. */
  private AwsFacts aws(ObjectNode pod, ClusterFacts cluster) {
    if (!plan.urlIsSidecar() || intent.sdkEnv() == PodIntent.SdkEnv.OFF) {
      return AwsFacts.NONE;
    }
    if (PodTree.hasAnnotation(pod, ROLE_OF_POD)) {
      return AwsFacts.ROLE;
    }
    var account = pod.path("spec").path("serviceAccountName").asText();
    return cluster.aws(namespace, account.isEmpty() ? "default" : account);
  }

  private AppEnvironment addEnvironment(
      ObjectNode spec, JsonNode liveSpec, int sidecarIndex, AwsFacts aws) {
    var env =
        new AppEnvironment(
            plan, intent.endpoints().getFirst().name(), intent.sdkEnv(), aws, warnings);
    var sidecarFirst = plan.urlIsSidecar();
    if (!sidecarFirst || asNative) {
      // Nothing listens at the URL before the sidecar has started.
      var first = sidecarFirst ? sidecarIndex + 1 : 0;
      addTo(env, spec, liveSpec, "initContainers", first);
    } else if (PodTree.stream(spec.path("initContainers")).anyMatch(c -> !PodTree.isMesh(c))) {
      warnings.add("init containers run before a plain sidecar and cannot call models");
    }
    addTo(env, spec, liveSpec, "containers", 0);
    return env;
  }

  private void addTo(
      AppEnvironment env, ObjectNode spec, JsonNode liveSpec, String list, int firstIndex) {
    for (var i = firstIndex; i < spec.path(list).size(); i++) {
      if (spec.path(list).get(i) instanceof ObjectNode container
          && !PodTree.isSidecar(container)
          && !PodTree.isMesh(container)) {
        var name = PodTree.name(container);
        var live = named(liveSpec.path(list), name).orElse(container);
        env.addTo(container, live, former.env().getOrDefault(name, List.of()));
      }
    }
  }

  private void warnOfMode(ObjectNode pod) {
    if (asNative && !config.cluster().nativeSidecars()) {
      warnings.add("sidecar-mode: native, though not every kubelet is known to run such sidecars");
    }
    var ownedByJob =
        PodTree.stream(pod.path("metadata").path("ownerReferences"))
            .anyMatch(owner -> owner.path("kind").asText().equals("Job"));
    var policy = pod.path("spec").path("restartPolicy").asText("Always");
    if (!asNative && (ownedByJob || !policy.equals("Always"))) {
      warnings.add("a plain sidecar keeps this pod from completing: end with " + QUIT);
    }
  }

  /**
   * Hash of the rendering, which settings and endpoints can change. The workload is left out: it
   * never changes, and finding it may cost a request to the API server. So are the CAs: a running
   * sidecar follows to the next one.
   */
  String hash() {
    var all =
        JsonNodeFactory.instance.arrayNode().add(rendered(config.sidecar().withControlCa(""), ""));
    SidecarRendering.volumes().forEach(all::add);
    return Sha256.hex(CanonicalJson.text(all)).substring(0, HASH_LENGTH);
  }

  private static int indexAfterMesh(ArrayNode initContainers) {
    var index = 0;
    for (var i = 0; i < initContainers.size(); i++) {
      if (PodTree.isMeshProxy(initContainers.get(i))
          && PodTree.isNativeSidecar(initContainers.get(i))) {
        index = i + 1;
      }
    }
    return index;
  }

  private static Optional<JsonNode> named(JsonNode list, String name) {
    return PodTree.stream(list).filter(element -> PodTree.name(element).equals(name)).findFirst();
  }
}
