package ai.kernelpanic09.operator.control;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whose ServiceAccount token this is, as the API server says.
 *
 * @param podName pod that the token is bound to; null for none
 * @param podUid likewise
 * @param expires end of the token's life
 */
record TokenIdentity(
    String namespace,
    String serviceAccount,
    @Nullable String podName,
    @Nullable String podUid,
    Instant expires) {}
