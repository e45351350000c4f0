package ai.kernelpanic09.core.spec;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A part of a manifest. Members that this version does not know are ignored, so that an older
 * program reads what a newer API server serves; absent members stay absent when it is written.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
interface ManifestPart {}
