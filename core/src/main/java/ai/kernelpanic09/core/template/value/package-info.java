/** The values that a template sees, with Go's types. */
@NullMarked
package ai.kernelpanic09.core.template.value;

import org.jspecify.annotations.NullMarked;
