/** Checks manifests against the CRDs' schemas and rules, as an API server does. */
@NullMarked
package ai.kernelpanic09.local.schema;

import org.jspecify.annotations.NullMarked;
