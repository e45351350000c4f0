/** SHA-256 digests of texts and bytes. */
@NullMarked
package ai.kernelpanic09.core.digest;

import org.jspecify.annotations.NullMarked;
