/** AWS's own SDKs, unmodified, in an injected pod's environment. */
@NullMarked
package ai.kernelpanic09.e2e.sdk;

import org.jspecify.annotations.NullMarked;
