package ai.kernelpanic09.operator.prompt;

import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.api.PromptTemplate;
import ai.kernelpanic09.api.PromptTemplateStatus.Revision;
import ai.kernelpanic09.core.prompt.Prompt;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.net.HttpURLConnection;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The revisions of prompts, as ControllerRevisions that are created once and never changed. A
 * revision's number is part of its object's name, so two operators can't give one number to two
 * prompts.
 */
final class PromptRevisions {

  private static final int UID_CHARACTERS = 8;
  private static final int MAX_ATTEMPTS = 5;
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

  private final KubernetesClient client;
  private final StoredRevisions stored;
  private final InstantSource clock;

  PromptRevisions(KubernetesClient client, InstantSource clock) {
    this.client = client;
    this.stored = new StoredRevisions(client);
    this.clock = clock;
  }

  /**
   * The revisions after {@link #keep}.
   *
   * @param all newest first
   * @param made the new revision; null if none was made
   */
  record Kept(List<Revision> all, @Nullable Revision made) {}

  /** The stored revisions, newest first. */
  List<Revision> of(PromptTemplate template) {
    return list(template);
  }

  /**
   * Makes a revision of the prompt unless the newest one has the same content, and removes the
   * oldest ones beyond the limit. It can be interrupted anywhere and repeated.
   */
  Kept keep(PromptTemplate template) {
    var prompt = Prompt.of(template.getSpec());
    var hash = prompt.hash();
    for (var attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      var before = list(template);
      if (!before.isEmpty() && hash.equals(before.getFirst().hash())) {
        return new Kept(prune(template, before), null);
      }
      var fresh = revision(template, prompt, hash, number(template, before, hash));
      try {
        var metadata = fresh.getMetadata();
        client.resource(fresh).create();
        var made = entry(fresh.getRevision(), metadata);
        var all = new ArrayList<>(before);
        all.addFirst(made);
        return new Kept(prune(template, all), made);
      } catch (KubernetesClientException e) {
        if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
          throw e;
        }
        // Another operator was faster: the next attempt sees its revision.
      }
    }
    throw new IllegalStateException(
        "others make revisions of " + template.getMetadata().getName() + " all the time");
  }

  /**
   * The number of a new revision: never one of another prompt, even if somebody has removed the
   * newest revisions. A prompt whose own revision was removed gets its number back.
   */
  private static long number(PromptTemplate template, List<Revision> before, String hash) {
    var newest = before.isEmpty() ? 0 : before.getFirst().revision();
    var status = template.getStatus();
    var known = status == null || status.revision() == null ? 0 : status.revision();
    var lost = status != null && hash.equals(status.hash()) && known > newest;
    return lost ? known : Math.max(newest, known) + 1;
  }

  private List<Revision> prune(PromptTemplate template, List<Revision> all) {
    var most = 1 + template.getSpec().revisionHistoryLimit();
    all.stream().skip(most).forEach(each -> named(template, each.name()).delete());
    return all.stream().limit(most).toList();
  }

  private List<Revision> list(PromptTemplate template) {
    var metadata = template.getMetadata();
    return stored.of(template).stream()
        .filter(each -> isOwned(each, metadata.getUid()))
        .flatMap(each -> entry(template, each).stream())
        .sorted(Comparator.comparing(Revision::revision).reversed())
        .toList();
  }

  private static boolean isOwned(ObjectMeta revision, String uid) {
    return revision.getOwnerReferences().stream().anyMatch(each -> uid.equals(each.getUid()));
  }

  private ControllerRevision revision(
      PromptTemplate template, Prompt prompt, String hash, long number) {
    var metadata = template.getMetadata();
    var author = ChangeAuthor.of(metadata, clock.instant());
    return new ControllerRevisionBuilder()
        .withNewMetadata()
        .withName(name(metadata.getName(), metadata.getUid(), number))
        .withNamespace(metadata.getNamespace())
        .addToLabels(Keys.PROMPT_TEMPLATE, metadata.getName())
        .addToAnnotations(
            Map.of(
                Keys.PROMPT_HASH, hash,
                Keys.PROMPT_AUTHOR, author.manager(),
                Keys.PROMPT_CHANGED_AT, author.time()))
        .withOwnerReferences(
            new OwnerReferenceBuilder()
                .withApiVersion(template.getApiVersion())
                .withKind(template.getKind())
                .withName(metadata.getName())
                .withUid(metadata.getUid())
                .withController(true)
                .build())
        .endMetadata()
        .withRevision(number)
        .withData(prompt)
        .build();
  }

  /** The UID keeps the revisions of a template apart from those of an earlier one of its name. */
  private static String name(String template, String uid, long number) {
    return prefix(template, uid) + number;
  }

  private static String prefix(String template, String uid) {
    return template + "-" + uid.substring(0, Math.min(UID_CHARACTERS, uid.length())) + "-";
  }

  private Resource<ControllerRevision> named(PromptTemplate template, @Nullable String name) {
    return client
        .apps()
        .controllerRevisions()
        .inNamespace(template.getMetadata().getNamespace())
        .withName(name);
  }

  /** The entry of a stored revision; empty if it has no name that this class gives. */
  private static Optional<Revision> entry(PromptTemplate template, ObjectMeta stored) {
    var prefix = prefix(template.getMetadata().getName(), template.getMetadata().getUid());
    var name = stored.getName();
    var number = name.startsWith(prefix) ? name.substring(prefix.length()) : "";
    return NUMBER.matcher(number).matches()
        ? Optional.of(entry(Long.parseLong(number), stored))
        : Optional.empty();
  }

  private static Revision entry(long number, ObjectMeta stored) {
    return new Revision(
        number,
        annotation(stored, Keys.PROMPT_HASH),
        stored.getName(),
        annotation(stored, Keys.PROMPT_AUTHOR),
        annotation(stored, Keys.PROMPT_CHANGED_AT));
  }

  private static @Nullable String annotation(ObjectMeta stored, String key) {
    return Objects.requireNonNullElse(stored.getAnnotations(), Map.<String, String>of()).get(key);
  }
}
