/** YAML as kubectl reads it. */
@NullMarked
package ai.kernelpanic09.local.yaml;

import org.jspecify.annotations.NullMarked;
