/** The specs that people declare for the resources, with their constraints and their validation. */
@NullMarked
package ai.kernelpanic09.core.spec;

import org.jspecify.annotations.NullMarked;
