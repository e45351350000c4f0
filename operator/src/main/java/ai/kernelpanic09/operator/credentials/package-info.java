/** Sessions of endpoints' roles, each restricted to what its endpoint needs. */
@NullMarked
package ai.kernelpanic09.operator.credentials;

import org.jspecify.annotations.NullMarked;
