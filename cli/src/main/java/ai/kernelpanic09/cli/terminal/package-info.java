/** Who a command talks to, and how it ends. */
@NullMarked
package ai.kernelpanic09.cli.terminal;

import org.jspecify.annotations.NullMarked;
