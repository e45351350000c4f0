package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/**
 * One reset of a budget that was carried out.
 *
 * @param id id of its order
 * @param at time of the reset, as RFC 3339
 * @param by the user who ordered it
 * @param window id of the day or month
 * @param amount dollars that no longer count
 * @param reason in the words of that user
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Reset(
    @JsonPropertyDescription("Names the order.") String id,
    @JsonPropertyDescription("When it was done.") String at,
    @JsonPropertyDescription("Who ordered it.") String by,
    @JsonPropertyDescription("The day or month.") String window,
    @JsonPropertyDescription("Dollars that no longer count against its budget.") Money amount,
    @JsonPropertyDescription("Why.") String reason) {}
