package ai.kernelpanic09.simulator.catalog;

import java.util.Optional;

/**
 * The model or profile that a call's model id names in its region.
 *
 * @param priceKey the entry of the price table that the call is billed by
 */
public record Target(Model model, Optional<Profile> profile, String priceKey) {}
