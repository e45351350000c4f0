/** Which model an endpoint really calls, and whether it can. */
@NullMarked
package ai.kernelpanic09.operator.model;

import org.jspecify.annotations.NullMarked;
