/** Tests of the whole operator, on a real API server and a simulated AWS. */
@NullMarked
package ai.kernelpanic09.operator;

import org.jspecify.annotations.NullMarked;
