package ai.kernelpanic09.sidecar.call;

import ai.kernelpanic09.core.prompt.TemplateName;

/** The revision of a template that a request was rendered from. */
public record PromptOrigin(TemplateName template, long revision) {}
