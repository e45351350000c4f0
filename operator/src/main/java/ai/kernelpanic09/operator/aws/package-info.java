/** The operator's own AWS identity, and its clients of STS and Bedrock. */
@NullMarked
package ai.kernelpanic09.operator.aws;

import org.jspecify.annotations.NullMarked;
