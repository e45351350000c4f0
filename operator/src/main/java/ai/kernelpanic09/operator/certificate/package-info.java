/** The operator's own certificate authority and the certificates of its servers. */
@NullMarked
package ai.kernelpanic09.operator.certificate;

import org.jspecify.annotations.NullMarked;
