/** What holders tell of models that keep failing. */
@NullMarked
package ai.kernelpanic09.operator.outage;

import org.jspecify.annotations.NullMarked;
