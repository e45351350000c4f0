/** Orders about budgets: given by annotation, awaited, and taken back. */
@NullMarked
package ai.kernelpanic09.cli.order;

import org.jspecify.annotations.NullMarked;
