/** Tests of roles, sessions and their policies. */
@NullMarked
package ai.kernelpanic09.operator.credentials;

import org.jspecify.annotations.NullMarked;
