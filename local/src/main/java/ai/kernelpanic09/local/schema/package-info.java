/** The CRDs' schemas and rules, held against manifests as an API server does. */
@NullMarked
package ai.kernelpanic09.local.schema;

import org.jspecify.annotations.NullMarked;
