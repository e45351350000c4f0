package ai.kernelpanic09.local.desk;

import ai.kernelpanic09.core.failure.ErrorCode;
import ai.kernelpanic09.core.prompt.Prompt;
import ai.kernelpanic09.core.prompt.TemplateName;
import ai.kernelpanic09.core.protocol.KnownTemplate;
import ai.kernelpanic09.core.protocol.PromptRevision;
import ai.kernelpanic09.core.protocol.RevisionHash;
import ai.kernelpanic09.core.protocol.TemplateAnswer;
import ai.kernelpanic09.core.protocol.TemplateAsk;
import ai.kernelpanic09.core.spec.PromptTemplateSpec;
import ai.kernelpanic09.core.sync.TemplateNews;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Templates with their revisions, one file for each template. A changed prompt is a new revision.
 */
public final class LocalPrompts {

  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final Path state;
  private volatile Map<TemplateName, List<PromptRevision>> revisions = Map.of();

  /**
   * @param state folder for revisions
   */
  public LocalPrompts(Path state) {
    this.state = state;
  }

  /**
   * Keeps these templates, and no others, from now on.
   *
   * @throws IOException when revisions can't be kept: then nothing changes
   */
  void replace(Map<TemplateName, PromptTemplateSpec> templates) throws IOException {
    var kept = new TreeMap<TemplateName, List<PromptRevision>>();
    if (!templates.isEmpty()) {
      Files.createDirectories(state);
    }
    for (var each : templates.entrySet()) {
      var name = each.getKey();
      // Neither part of the name can hold ".." or a slash, so the file stays in the folder; neither
      // holds an underscore, so two templates never share a file.
      var file = state.resolve(name.namespace() + "_" + name.name() + ".json");
      kept.put(name, keep(file, each.getValue()));
    }
    revisions = kept;
  }

  private static List<PromptRevision> keep(Path file, PromptTemplateSpec spec) throws IOException {
    var kept = new ArrayList<PromptRevision>();
    if (Files.exists(file)) {
      try {
        kept.addAll(List.of(JSON.readValue(file.toFile(), PromptRevision[].class)));
      } catch (JsonProcessingException e) {
        throw new IOException(
            "%s holds no revisions of a prompt (%s): remove it to begin again with the first"
                .formatted(file, e.getOriginalMessage()),
            e);
      }
    }
    var prompt = Prompt.of(spec);
    var hash = prompt.hash();
    if (kept.isEmpty() || !kept.getFirst().hash().equals(hash)) {
      var number = kept.isEmpty() ? 1 : kept.getFirst().number() + 1;
      kept.addFirst(new PromptRevision(number, hash, prompt));
    }
    var most = Math.min(kept.size(), 1 + spec.revisionHistoryLimit());
    var left = List.copyOf(kept.subList(0, most));
    var fresh = file.resolveSibling(file.getFileName() + ".new");
    JSON.writeValue(fresh.toFile(), left);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return left;
  }

  /** Answers about the templates that have changed since a holder last learned of them. */
  List<TemplateAnswer> news(List<KnownTemplate> known) {
    return TemplateNews.of(
        known,
        name -> Optional.ofNullable(revisions.get(name)).map(LocalPrompts::tag),
        name -> answer(new TemplateAsk(name, null)));
  }

  /** A template's tag: changes with the current revision and with the number of revisions. */
  private static String tag(List<PromptRevision> kept) {
    var current = kept.getFirst();
    return current.number() + "-" + current.hash() + "-" + kept.size();
  }

  /** The wanted revision of a template, or the error that a caller gets. */
  TemplateAnswer answer(TemplateAsk ask) {
    var kept = revisions.get(ask.template());
    if (kept == null) {
      return TemplateAnswer.refused(
          ask.template(),
          ErrorCode.UNKNOWN_TEMPLATE.text(),
          "there is no PromptTemplate " + ask.template());
    }
    var current = kept.getFirst();
    var wanted = ask.revision() == null ? current.number() : ask.revision();
    return new TemplateAnswer(
        ask.template(),
        null,
        null,
        tag(kept),
        current.number(),
        current.prompt().modelEndpointRef().name(),
        kept.stream().map(each -> new RevisionHash(each.number(), each.hash())).toList(),
        kept.stream().filter(each -> each.number() == wanted).findFirst().orElse(null));
  }
}
