/** InvokeModel: bodies in the forms of the models' vendors. */
@NullMarked
package ai.kernelpanic09.sidecar.invokemodel;

import org.jspecify.annotations.NullMarked;
