package ai.kernelpanic09.local.schema;

import dev.cel.runtime.CelRuntime;

/**
 * A rule of a schema.
 *
 * @param field what it is about, below the value that has the rule, such as {@code .modelId}; empty
 *     for that value
 */
record Rule(CelRuntime.Program program, String message, String field) {}
