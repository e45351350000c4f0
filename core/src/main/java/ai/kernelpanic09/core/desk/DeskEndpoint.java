package ai.kernelpanic09.core.desk;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.BudgetTerms;

/**
 * An endpoint that a desk serves.
 *
 * @param limits limits that its holders enforce
 * @param terms limits that its ledger enforces
 */
public record DeskEndpoint(EndpointName name, EndpointLimits limits, BudgetTerms terms) {}
