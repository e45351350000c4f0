/**
 * What only the real AWS can tell: the calls behind {@code make test-aws}. The simulator answers
 * them in the tests of this package.
 */
@NullMarked
package ai.kernelpanic09.e2e.aws;

import org.jspecify.annotations.NullMarked;
