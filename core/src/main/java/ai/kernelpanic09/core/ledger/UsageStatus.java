package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** Calls, tokens and dollars of an endpoint's whole life, as they stand in {@code status.usage}. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record UsageStatus(
    @JsonPropertyDescription("Calls that reached the model or the guardrail.") long invocations,
    @JsonPropertyDescription("Tokens read, without cached ones.") long inputTokens,
    @JsonPropertyDescription("Tokens generated.") long outputTokens,
    @JsonPropertyDescription("Tokens read from prompt caches.") long cacheReadTokens,
    @JsonPropertyDescription("Tokens written to prompt caches.") long cacheWriteTokens,
    @JsonPropertyDescription("Dollars.") Money costTotal) {}
