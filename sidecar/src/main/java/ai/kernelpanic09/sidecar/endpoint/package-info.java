/** The endpoints that this process serves: gate, credentials and address of each. */
@NullMarked
package ai.kernelpanic09.sidecar.endpoint;

import org.jspecify.annotations.NullMarked;
