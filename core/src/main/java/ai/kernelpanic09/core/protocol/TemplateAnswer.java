package ai.kernelpanic09.core.protocol;

import ai.kernelpanic09.core.prompt.TemplateName;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a holder may know of a template: the answer to a {@link TemplateAsk}, and in a {@link
 * SyncAnswer} the news of one that it knows otherwise.
 *
 * @param code which documented error to answer when it can't be rendered; null when it can
 * @param message why not, for the caller
 * @param tag changes whenever anything of this does
 * @param current number of the current revision; 0 where there is none
 * @param endpoint name of the endpoint that the current revision references; empty where there is
 *     none
 * @param revisions all that there are, newest first
 * @param revision the wanted one; null where it has to be asked for
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

  /** A template of which nothing may be told. */
  public static TemplateAnswer refused(TemplateName template, String code, String message) {
    return new TemplateAnswer(template, code, message, "", 0, "", List.of(), null);
  }

  /** The same without a prompt. */
  public TemplateAnswer withoutPrompt() {
    return new TemplateAnswer(template, code, message, tag, current, endpoint, revisions, null);
  }
}
