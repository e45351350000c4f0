/**
 * Trains the AOT cache of the operator's image: has the packaged operator live for a short time
 * against stand-ins of the cluster and of AWS. Nothing else uses it.
 */
@NullMarked
package ai.kernelpanic09.operator.training;

import org.jspecify.annotations.NullMarked;
