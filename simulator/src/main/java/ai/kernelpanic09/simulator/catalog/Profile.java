package ai.kernelpanic09.simulator.catalog;

import java.util.List;

/**
 * An inference profile: system-defined, or an application's own.
 *
 * @param id what a call names
 * @param regions where it may route to
 * @param global a profile that routes to every region, with the region-less model ARN to permit
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
