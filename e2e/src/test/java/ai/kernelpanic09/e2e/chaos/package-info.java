/** Faults on the real cluster by a seed, and the provider's bill that judges what they did. */
@NullMarked
package ai.kernelpanic09.e2e.chaos;

import org.jspecify.annotations.NullMarked;
