@NullMarked
package ai.kernelpanic09.operator.admission;

import org.jspecify.annotations.NullMarked;
