/** Looks at models through AWS's SDK. */
@NullMarked
package ai.kernelpanic09.operator.model;

import org.jspecify.annotations.NullMarked;
