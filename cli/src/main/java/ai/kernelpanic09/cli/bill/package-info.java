/** AWS's word on what calls cost, held against ours. */
@NullMarked
package ai.kernelpanic09.cli.bill;

import org.jspecify.annotations.NullMarked;
