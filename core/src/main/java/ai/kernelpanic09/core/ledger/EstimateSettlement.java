package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/**
 * One order to settle estimates, and what became of it.
 *
 * @param id id of the order
 * @param at time when it was carried out or refused, as RFC 3339
 * @param by the user who ordered it
 * @param window id of the day
 * @param resolved dollars that were booked for the calls whose cost it tells
 * @param billed dollars that those calls cost
 * @param reason in the words of that user
 * @param refused why it was not carried out; null when it was
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EstimateSettlement(
    @JsonPropertyDescription("Names the order.") String id,
    @JsonPropertyDescription("When it was done, or refused.") String at,
    @JsonPropertyDescription("Who ordered it.") String by,
    @JsonPropertyDescription("The day.") String window,
    @JsonPropertyDescription("Dollars that were booked for the calls whose cost it tells.")
        Money resolved,
    @JsonPropertyDescription("Dollars that those calls cost.") Money billed,
    @JsonPropertyDescription("Why.") String reason,
    @JsonPropertyDescription("Why it was refused; absent where it was carried out.")
        @Nullable String refused) {}
