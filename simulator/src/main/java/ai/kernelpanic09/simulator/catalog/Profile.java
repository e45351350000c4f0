package ai.kernelpanic09.simulator.catalog;

import java.util.List;

/**
 * An inference profile: system-defined, or an application's own.
 *
 * @param id the id that a call names
 * @param regions the regions to which it may route
 * @param global whether it routes to every region; then a policy must also permit the model's ARN
 *     without a region
 * @param priceKey the entry of the price table that its calls are billed by
 */
public record Profile(
    String id,
    String name,
    String arn,
    Model model,
    List<String> regions,
    boolean global,
    boolean application,
    String priceKey) {}
