package ai.kernelpanic09.operator.control;

import ai.kernelpanic09.api.PromptTemplate;
import ai.kernelpanic09.api.PromptTemplateStatus;
import ai.kernelpanic09.api.PromptTemplateStatus.Revision;
import ai.kernelpanic09.api.condition.ConditionType;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.failure.ErrorCode;
import ai.kernelpanic09.core.prompt.TemplateName;
import ai.kernelpanic09.core.protocol.KnownTemplate;
import ai.kernelpanic09.core.protocol.PromptRevision;
import ai.kernelpanic09.core.protocol.RevisionHash;
import ai.kernelpanic09.core.protocol.TemplateAnswer;
import ai.kernelpanic09.core.protocol.TemplateAsk;
import ai.kernelpanic09.core.sync.TemplateNews;
import ai.kernelpanic09.operator.cluster.ClusterView;
import ai.kernelpanic09.operator.prompt.PromptArchive;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Gives prompts to holders that may call the endpoint that the prompt references. */
final class TemplateService {

  private final ClusterView cluster;
  private final HolderAccess access;
  private final PromptArchive archive;

  TemplateService(ClusterView cluster, HolderAccess access, PromptArchive archive) {
    this.cluster = cluster;
    this.access = access;
    this.archive = archive;
  }

  /**
   * A revision of a template, or the reason why the holder gets none.
   *
   * @throws ControlFailure 503 when the API server can't be asked
   */
  TemplateAnswer answer(Holder holder, TemplateAsk ask) {
    var name = ask.template();
    var found = cluster.templates().get(name.namespace(), name.name());
    if (found.isEmpty()) {
      return TemplateAnswer.refused(
          name, ErrorCode.UNKNOWN_TEMPLATE.text(), "there is no PromptTemplate " + name);
    }
    var template = found.get();
    var current = current(template);
    var endpoint =
        current
            .map(each -> each.prompt().modelEndpointRef())
            .orElse(template.getSpec().modelEndpointRef());
    if (!mayUse(holder, name.neighbour(endpoint.name()))) {
      return TemplateAnswer.refused(
          name,
          ErrorCode.NOT_ALLOWED.text(),
          "this pod may not use endpoint "
              + endpoint.name()
              + ", which PromptTemplate "
              + name
              + " references");
    }
    if (current.isEmpty()) {
      return TemplateAnswer.refused(name, ErrorCode.TEMPLATE_NOT_READY.text(), whyNot(template));
    }
    return answer(
        template,
        name,
        current.get(),
        ask.revision() == null ? current.get().number() : ask.revision());
  }

  /** Answers for each template whose tag differs from the one that the holder knows. */
  List<TemplateAnswer> news(Holder holder, List<KnownTemplate> known) {
    return TemplateNews.of(
        known,
        name -> cluster.templates().get(name.namespace(), name.name()).map(TemplateService::tag),
        name -> answer(holder, new TemplateAsk(name, null)));
  }

  private TemplateAnswer answer(
      PromptTemplate template, TemplateName name, PromptRevision current, long wanted) {
    var revisions = revisions(template);
    var pinned =
        wanted == current.number()
            ? Optional.of(current)
            : revisions.stream()
                .filter(each -> wanted == each.revision())
                .findFirst()
                .flatMap(each -> read(template, each));
    return new TemplateAnswer(
        name,
        null,
        null,
        tag(template),
        current.number(),
        current.prompt().modelEndpointRef().name(),
        revisions.stream()
            .map(each -> new RevisionHash(each.revision(), String.valueOf(each.hash())))
            .toList(),
        pinned.orElse(null));
  }

  private Optional<PromptRevision> current(PromptTemplate template) {
    var revisions = revisions(template);
    return revisions.isEmpty() ? Optional.empty() : read(template, revisions.getFirst());
  }

  private Optional<PromptRevision> read(PromptTemplate template, Revision revision) {
    try {
      return archive
          .prompt(template, revision)
          .map(
              prompt ->
                  new PromptRevision(revision.revision(), String.valueOf(revision.hash()), prompt));
    } catch (KubernetesClientException e) {
      throw ControlFailure.unavailable("the API server can't be asked for a revision");
    }
  }

  private boolean mayUse(Holder holder, EndpointName endpoint) {
    return cluster
        .endpoint(endpoint)
        .map(each -> access.isAllowed(holder, each))
        // Without an endpoint, pods that name it get the prompt: the call itself is then refused,
        // with the reason that there is no such endpoint.
        .orElse(holder.gateway() || holder.endpoints().contains(endpoint));
  }

  private static List<Revision> revisions(PromptTemplate template) {
    return Optional.ofNullable(template.getStatus())
        .map(PromptTemplateStatus::revisions)
        .orElse(List.of());
  }

  /**
   * A tag that changes with the list of revisions, and when the template is deleted and created
   * again.
   */
  private static String tag(PromptTemplate template) {
    return template.getMetadata().getUid()
        + "."
        + Integer.toHexString(revisions(template).hashCode());
  }

  private static String whyNot(PromptTemplate template) {
    var status = template.getStatus();
    var conditions = status == null ? null : status.conditions();
    return Objects.requireNonNullElse(conditions, List.<Condition>of()).stream()
        .filter(
            each ->
                ConditionType.READY.id().equals(each.getType()) && "False".equals(each.getStatus()))
        .map(each -> each.getReason() + ": " + each.getMessage())
        .findFirst()
        .orElse("it has no revision yet");
  }
}
