package ai.kernelpanic09.operator.control;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The ServiceAccount of a token, as the API server has confirmed it.
 *
 * @param podName name of the pod that the token is bound to; null for none
 * @param podUid UID of that pod; null for none
 * @param expires end of the token's validity
 */
record TokenIdentity(
    String namespace,
    String serviceAccount,
    @Nullable String podName,
    @Nullable String podUid,
    Instant expires) {}
