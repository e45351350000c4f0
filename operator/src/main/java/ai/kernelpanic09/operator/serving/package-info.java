/** What the reconcilers have settled, as the control API serves it. */
@NullMarked
package ai.kernelpanic09.operator.serving;

import org.jspecify.annotations.NullMarked;
