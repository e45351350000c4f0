/** Sessions of endpoints' roles, cut down to what one endpoint may do. */
@NullMarked
package ai.kernelpanic09.operator.credentials;

import org.jspecify.annotations.NullMarked;
