package ai.kernelpanic09.core.desk;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.BudgetTerms;

/**
 * An endpoint whose budget is kept here.
 *
 * @param limits what its holders enforce
 * @param terms what its budget allows
 */
public record DeskEndpoint(EndpointName name, EndpointLimits limits, BudgetTerms terms) {}
