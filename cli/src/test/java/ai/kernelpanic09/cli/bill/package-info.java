@NullMarked
package ai.kernelpanic09.cli.bill;

import org.jspecify.annotations.NullMarked;
