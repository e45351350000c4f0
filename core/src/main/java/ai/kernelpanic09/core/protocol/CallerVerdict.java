package ai.kernelpanic09.core.protocol;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The operator's answer to a {@link CallerCheck}.
 *
 * @param allowed whether the caller may call the endpoint
 * @param code which documented error to answer when not
 * @param message why not, for the caller
 * @param workload whose spend it is, for metrics and requestMetadata; null where unknown
 * @param cacheMillis how long the verdict may be kept
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CallerVerdict(
    boolean allowed,
    @Nullable String code,
    @Nullable String message,
    @Nullable String workload,
    long cacheMillis) {}
