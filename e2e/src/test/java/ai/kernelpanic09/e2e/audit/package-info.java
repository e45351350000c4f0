/** Known advisories for what we depend on: the command behind {@code make audit}. */
@NullMarked
package ai.kernelpanic09.e2e.audit;

import org.jspecify.annotations.NullMarked;
