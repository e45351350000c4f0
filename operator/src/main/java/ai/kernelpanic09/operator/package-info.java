/** The process that reconciles endpoints, keeps their budgets and answers sidecars. */
@NullMarked
package ai.kernelpanic09.operator;

import org.jspecify.annotations.NullMarked;
