package ai.kernelpanic09.core.protocol;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/** An existing revision of a template, with the hash of its prompt. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RevisionHash(long number, String hash) {}
