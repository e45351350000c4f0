/** CountTokens: how many input tokens a call would be billed for. */
@NullMarked
package ai.kernelpanic09.sidecar.counttokens;

import org.jspecify.annotations.NullMarked;
