/** Connections before anything is read from them. */
@NullMarked
package ai.kernelpanic09.operator.connection;

import org.jspecify.annotations.NullMarked;
