/** Known advisories for our dependencies: the command behind {@code make audit}. */
@NullMarked
package ai.kernelpanic09.e2e.audit;

import org.jspecify.annotations.NullMarked;
