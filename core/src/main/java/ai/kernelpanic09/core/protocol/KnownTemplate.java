package ai.kernelpanic09.core.protocol;

import ai.kernelpanic09.core.prompt.TemplateName;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * A template that a holder has used lately.
 *
 * @param tag tag of the last {@link TemplateAnswer} about it
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record KnownTemplate(TemplateName template, String tag) {}
