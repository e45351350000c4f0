package ai.kernelpanic09.sidecar.prompt;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.prompt.TemplateName;
import ai.kernelpanic09.core.protocol.RevisionHash;
import java.util.List;

/**
 * The present state of a template, without its prompts.
 *
 * @param tag identifies this state of the template
 * @param current number of the current revision
 * @param endpoint the endpoint that the current revision references
 * @param revisions all existing revisions, newest first
 */
public record TemplateHead(
    TemplateName name,
    String tag,
    long current,
    EndpointName endpoint,
    List<RevisionHash> revisions) {}
