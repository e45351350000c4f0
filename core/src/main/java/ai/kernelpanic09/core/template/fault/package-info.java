/** What can be wrong with a template, and where. */
@NullMarked
package ai.kernelpanic09.core.template.fault;

import org.jspecify.annotations.NullMarked;
