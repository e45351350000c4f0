package ai.kernelpanic09.core.spec;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A part of a manifest: members that this version does not know are ignored, so that an older
 * program reads what a newer API server serves, and absent members stay absent.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
interface ManifestPart {}
