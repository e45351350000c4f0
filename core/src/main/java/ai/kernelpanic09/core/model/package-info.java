/** What families of models take beside messages. */
@NullMarked
package ai.kernelpanic09.core.model;

import org.jspecify.annotations.NullMarked;
