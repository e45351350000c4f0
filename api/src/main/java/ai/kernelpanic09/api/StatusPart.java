package ai.kernelpanic09.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A part of a status: members that this version does not know are ignored, and absent members stay
 * absent, so that a server-side apply owns only what its writer set.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
interface StatusPart {}
