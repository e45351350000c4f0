package ai.kernelpanic09.core.protocol;

import ai.kernelpanic09.core.prompt.TemplateName;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A holder's request for a template, {@code POST /control/v1/template}.
 *
 * @param revision number of the revision whose prompt is wanted; null for the current one
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TemplateAsk(TemplateName template, @Nullable Long revision) {}
