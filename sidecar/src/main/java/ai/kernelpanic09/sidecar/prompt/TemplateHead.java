package ai.kernelpanic09.sidecar.prompt;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.prompt.TemplateName;
import ai.kernelpanic09.core.protocol.RevisionHash;
import java.util.List;

/**
 * A template as it stands, without its prompts.
 *
 * @param tag tells this state of it from others
 * @param current number of the current revision
 * @param endpoint that the current revision references
 * @param revisions all that there are, newest first
 */
public record TemplateHead(
    TemplateName name,
    String tag,
    long current,
    EndpointName endpoint,
    List<RevisionHash> revisions) {}
