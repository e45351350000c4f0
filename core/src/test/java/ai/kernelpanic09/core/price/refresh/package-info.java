/** Updates the price tables from the AWS Price List; run by hand, never by the product. */
@NullMarked
package ai.kernelpanic09.core.price.refresh;

import org.jspecify.annotations.NullMarked;
