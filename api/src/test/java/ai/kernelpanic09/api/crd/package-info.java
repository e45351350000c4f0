/** Generates the CRDs and their reference pages from the classes, and compares them. */
@NullMarked
package ai.kernelpanic09.api.crd;

import org.jspecify.annotations.NullMarked;
