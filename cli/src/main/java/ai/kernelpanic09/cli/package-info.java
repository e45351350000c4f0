/** The command line: {@code k8s-ai}, and {@code kubectl ai}. */
@NullMarked
package ai.kernelpanic09.cli;

import org.jspecify.annotations.NullMarked;
