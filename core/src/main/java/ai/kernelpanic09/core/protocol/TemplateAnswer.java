package ai.kernelpanic09.core.protocol;

import ai.kernelpanic09.core.prompt.TemplateName;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A template, as the answer to a {@link TemplateAsk}, or in a {@link SyncAnswer} as the news that
 * it has changed.
 *
 * @param code documented error code when it can't be rendered; null when it can
 * @param message reason for the caller when it can't be rendered
 * @param tag changes whenever another member does
 * @param current number of the current revision; 0 where there is none
 * @param endpoint name of the endpoint that the current revision references; empty where there is
 *     none
 * @param revisions all existing revisions, newest first
 * @param revision the wanted revision, with its prompt; null where it has to be asked for
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TemplateAnswer(
    TemplateName template,
    @Nullable String code,
    @Nullable String message,
    String tag,
    long current,
    String endpoint,
    List<RevisionHash> revisions,
    @Nullable PromptRevision revision) {

  public TemplateAnswer {
    tag = Absent.or(tag, "");
    endpoint = Absent.or(endpoint, "");
    revisions = Absent.orEmpty(revisions);
  }

  /** The answer about a template that is unknown, not allowed or not ready. */
  public static TemplateAnswer refused(TemplateName template, String code, String message) {
    return new TemplateAnswer(template, code, message, "", 0, "", List.of(), null);
  }

  /** The same answer without the prompt. */
  public TemplateAnswer withoutPrompt() {
    return new TemplateAnswer(template, code, message, tag, current, endpoint, revisions, null);
  }
}
