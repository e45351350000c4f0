package ai.kernelpanic09.operator.prompt;

import ai.kernelpanic09.api.PromptTemplate;
import ai.kernelpanic09.api.PromptTemplateStatus.Revision;
import ai.kernelpanic09.core.prompt.Prompt;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Optional;

/** The prompts of revisions, which never change: from a bounded cache, or the cluster. */
public final class PromptArchive {

  private static final long MAX_CHARACTERS = 8L << 20;

  private final KubernetesClient client;
  private final Cache<Key, Prompt> read =
      Caffeine.newBuilder()
          .maximumWeight(MAX_CHARACTERS)
          .<Key, Prompt>weigher((key, prompt) -> prompt.size() + 512)
          .build();

  private record Key(String templateUid, String revision, String hash) {}

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
    var key =
        new Key(
            template.getMetadata().getUid(),
            String.valueOf(revision.name()),
            String.valueOf(revision.hash()));
    var known = read.getIfPresent(key);
    if (known != null) {
      return Optional.of(known);
    }
    var found =
        stored(template, revision).or(() -> current(template).filter(each -> is(each, revision)));
    found.ifPresent(prompt -> read.put(key, prompt));
    return found;
  }

  private Optional<Prompt> stored(PromptTemplate template, Revision revision) {
    if (revision.name() == null) {
      return Optional.empty();
    }
    var stored =
        client
            .apps()
            .controllerRevisions()
            .inNamespace(template.getMetadata().getNamespace())
            .withName(revision.name())
            .get();
    return stored == null || stored.getData() == null
        ? Optional.empty()
        : Optional.of(
            client.getKubernetesSerialization().convertValue(stored.getData(), Prompt.class));
  }

  /** The prompt of the template's spec, which cached templates lack. */
  private Optional<Prompt> current(PromptTemplate template) {
    var metadata = template.getMetadata();
    return Optional.ofNullable(
            client
                .resources(PromptTemplate.class)
                .inNamespace(metadata.getNamespace())
                .withName(metadata.getName())
                .get())
        .map(each -> Prompt.of(each.getSpec()));
  }

  private static boolean is(Prompt prompt, Revision revision) {
    return prompt.hash().equals(revision.hash());
  }
}
