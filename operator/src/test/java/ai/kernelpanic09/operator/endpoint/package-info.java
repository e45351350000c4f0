/** Tests of the reconciliation of endpoints. */
@NullMarked
package ai.kernelpanic09.operator.endpoint;

import org.jspecify.annotations.NullMarked;
