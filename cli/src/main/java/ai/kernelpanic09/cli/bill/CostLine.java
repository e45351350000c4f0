package ai.kernelpanic09.cli.bill;

import java.math.BigDecimal;

/**
 * A row of the Cost and Usage Report that is about Bedrock.
 *
 * @param day UTC's day on which the use began
 * @param endpoint {@code namespace/name}; empty where neither a tag nor the session's name tells it
 * @param dollars unblended cost
 */
record CostLine(String day, String endpoint, BigDecimal dollars) {}
