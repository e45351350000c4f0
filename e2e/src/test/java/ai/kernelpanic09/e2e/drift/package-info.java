/**
 * What has changed in AWS since this project was written for it: the command behind {@code make
 * aws-drift}.
 */
@NullMarked
package ai.kernelpanic09.e2e.drift;

import org.jspecify.annotations.NullMarked;
