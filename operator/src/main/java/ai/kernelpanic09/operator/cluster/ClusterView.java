package ai.kernelpanic09.operator.cluster;

import ai.kernelpanic09.api.GuardrailPolicy;
import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.api.Names;
import ai.kernelpanic09.api.PromptTemplate;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.BudgetTerms;
import ai.kernelpanic09.core.resolve.SpecResolution;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The operator's caches of the cluster's objects. */
public final class ClusterView implements AutoCloseable {

  /** Name of the ConfigMap with the images that the webhook has injected. */
  public static final String INJECTED_IMAGES = "k8s-ai-sidecar-images";

  private final KubernetesClient client;
  private final String operatorNamespace;
  private final Watched<ModelEndpoint> endpoints;
  private final Watched<GuardrailPolicy> policies;
  private final Watched<PromptTemplate> templates;
  private final Watched<Namespace> namespaces;
  private final Watched<Node> nodes;
  private final Watched<ServiceAccount> accounts;
  private final Watched<ConfigMap> images;
  private final Pods pods;
  private final Cache<EndpointName, Boolean> missing =
      Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(Duration.ofSeconds(2)).build();
  private final PodSurroundings surroundings;

  /**
   * @param podReader reads the cache of pods, and nothing else
   * @param failures called with every failure to list or watch; each is tried again without end
   */
  public ClusterView(
      KubernetesClient client,
      KubernetesClient podReader,
      String operatorNamespace,
      Consumer<Throwable> failures) {
    this.client = client;
    this.operatorNamespace = operatorNamespace;
    endpoints =
        new Watched<>(
            client
                .resources(ModelEndpoint.class)
                .inAnyNamespace()
                .runnableInformer(0)
                .itemStore(TrimmedResources.endpoints()),
            failures);
    policies = new Watched<>(client.resources(GuardrailPolicy.class).runnableInformer(0), failures);
    templates =
        new Watched<>(
            client
                .resources(PromptTemplate.class)
                .inAnyNamespace()
                .withLimit(TrimmedResources.PAGE)
                .runnableInformer(0)
                .itemStore(TrimmedResources.templates()),
            failures);
    namespaces =
        new Watched<>(
            client.namespaces().runnableInformer(0).itemStore(TrimmedResources.namespaces()),
            failures);
    nodes =
        new Watched<>(
            client.nodes().runnableInformer(0).itemStore(TrimmedResources.nodes()), failures);
    accounts =
        new Watched<>(
            client.serviceAccounts().inNamespace(operatorNamespace).runnableInformer(0), failures);
    images =
        new Watched<>(
            client
                .configMaps()
                .inNamespace(operatorNamespace)
                .withName(INJECTED_IMAGES)
                .runnableInformer(0),
            failures);
    pods = new Pods(podReader, failures);
    surroundings = new PodSurroundings(client);
  }

  /** Fills all caches but that of pods, and returns when they are full. */
  public void start() {
    Stream.of(
            endpoints.begin(),
            policies.begin(),
            templates.begin(),
            namespaces.begin(),
            nodes.begin(),
            accounts.begin(),
            images.begin())
        .toList()
        .forEach(CompletableFuture::join);
  }

  /**
   * Fills the cache of pods, and returns when it is full. Apart from the others, because the list
   * of all pods is most of what a start reads, and no sidecar waits for it.
   */
  public void startPods() {
    pods.begin().join();
  }

  /** Whether all caches still follow the API server, or try to. */
  public boolean isRunning() {
    return endpoints.isRunning()
        && policies.isRunning()
        && templates.isRunning()
        && namespaces.isRunning()
        && nodes.isRunning()
        && accounts.isRunning()
        && images.isRunning()
        && pods.isRunning();
  }

  public Watched<ModelEndpoint> endpoints() {
    return endpoints;
  }

  public Watched<GuardrailPolicy> policies() {
    return policies;
  }

  /** The templates without their texts, which the API server has. */
  public Watched<PromptTemplate> templates() {
    return templates;
  }

  public Watched<Namespace> namespaces() {
    return namespaces;
  }

  public Watched<ServiceAccount> accounts() {
    return accounts;
  }

  /** The ConfigMap {@link #INJECTED_IMAGES} of the operator's namespace. */
  public Watched<ConfigMap> injectedImages() {
    return images;
  }

  public Pods pods() {
    return pods;
  }

  public PodSurroundings surroundings() {
    return surroundings;
  }

  /** Versions of all kubelets. */
  public List<String> kubelets() {
    return nodes.all().stream()
        .map(node -> node.getStatus() == null ? null : node.getStatus().getNodeInfo())
        .map(info -> info == null ? "" : Objects.requireNonNullElse(info.getKubeletVersion(), ""))
        .toList();
  }

  /**
   * The endpoint, from the cache or else from the API server, which is asked for an endpoint that
   * does not exist once in two seconds: pods name what they like.
   */
  public Optional<ModelEndpoint> endpoint(EndpointName name) {
    var cached = endpoints.get(name.namespace(), name.name());
    if (cached.isPresent() || missing.getIfPresent(name) != null) {
      return cached;
    }
    var found =
        client
            .resources(ModelEndpoint.class)
            .inNamespace(name.namespace())
            .withName(name.name())
            .get();
    if (found == null) {
      missing.put(name, true);
    }
    return Optional.ofNullable(found);
  }

  /** The budget of the endpoint's spec; empty if the endpoint is gone or its spec can't be read. */
  public Optional<BudgetTerms> terms(EndpointName name) {
    return endpoint(name)
        .filter(each -> !each.isMarkedForDeletion())
        .flatMap(
            each -> {
              try {
                return Optional.of(SpecResolution.terms(each.getSpec()));
              } catch (DateTimeException | IllegalArgumentException e) {
                return Optional.empty();
              }
            });
  }

  /** Annotations of a namespace, from the cache or else from the API server. */
  public Map<String, String> namespaceAnnotations(String name) {
    return namespace(name)
        .map(each -> each.getMetadata().getAnnotations())
        .filter(Objects::nonNull)
        .orElse(Map.of());
  }

  /** A namespace, from the cache or else from the API server. */
  public Optional<Namespace> namespace(String name) {
    var cached = namespaces.get(null, name);
    return cached.isPresent()
        ? cached
        : Optional.ofNullable(client.namespaces().withName(name).get());
  }

  /** The role that the operator's own ServiceAccount is annotated with. */
  public @Nullable String operatorRole() {
    return accounts
        .get(operatorNamespace, Names.OPERATOR)
        .map(each -> each.getMetadata().getAnnotations())
        .map(annotations -> annotations.get(Keys.EKS_ROLE_ARN))
        .orElse(null);
  }

  @Override
  public void close() {
    endpoints.close();
    policies.close();
    templates.close();
    namespaces.close();
    nodes.close();
    accounts.close();
    images.close();
    pods.close();
  }
}
