@NullMarked
package ai.kernelpanic09.cli;

import org.jspecify.annotations.NullMarked;
