package ai.kernelpanic09.operator.prompt;

import ai.kernelpanic09.api.PromptTemplate;
import ai.kernelpanic09.api.PromptTemplateStatus.Revision;
import ai.kernelpanic09.core.prompt.Prompt;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Optional;

/** The prompts of revisions, which never change: from the spec, a bounded cache, or the cluster. */
public final class PromptArchive {

  private static final long MAX_CHARACTERS = 8L << 20;

  private final KubernetesClient client;
  private final Cache<Key, Prompt> read =
      Caffeine.newBuilder()
          .maximumWeight(MAX_CHARACTERS)
          .<Key, Prompt>weigher((key, prompt) -> prompt.size() + 512)
          .build();

  private record Key(String namespace, String revision) {}

  public PromptArchive(KubernetesClient client) {
    this.client = client;
  }

  /**
   * The prompt of a revision that the template's status names; empty when somebody has removed it
   * since.
   *
   * @throws io.fabric8.kubernetes.client.KubernetesClientException when the API server can't be
   *     asked
   */
  public Optional<Prompt> prompt(PromptTemplate template, Revision revision) {
    var current = Prompt.of(template.getSpec());
    if (current.hash().equals(revision.hash())) {
      return Optional.of(current);
    }
    var name = revision.name();
    if (name == null) {
      return Optional.empty();
    }
    var key = new Key(template.getMetadata().getNamespace(), name);
    var known = read.getIfPresent(key);
    if (known != null) {
      return Optional.of(known);
    }
    var stored =
        client.apps().controllerRevisions().inNamespace(key.namespace()).withName(name).get();
    if (stored == null || stored.getData() == null) {
      return Optional.empty();
    }
    var prompt = client.getKubernetesSerialization().convertValue(stored.getData(), Prompt.class);
    read.put(key, prompt);
    return Optional.of(prompt);
  }
}
