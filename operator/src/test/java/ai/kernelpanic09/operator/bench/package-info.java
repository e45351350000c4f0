/** What one operator's ledger can do: measured, and judged by people. */
@NullMarked
package ai.kernelpanic09.operator.bench;

import org.jspecify.annotations.NullMarked;
