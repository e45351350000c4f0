@NullMarked
package ai.kernelpanic09.cli.completion;

import org.jspecify.annotations.NullMarked;
