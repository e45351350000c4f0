package ai.kernelpanic09.local.schema;

import dev.cel.runtime.CelRuntime;

/**
 * A rule of a schema.
 *
 * @param field path of the field that the rule is about, relative to the value that has the rule,
 *     such as {@code .modelId}; empty for the value itself
 */
record Rule(CelRuntime.Program program, String message, String field) {}
