package ai.kernelpanic09.core.protocol;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/** A revision of a template that there is, and what tells its prompt from others. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RevisionHash(long number, String hash) {}
