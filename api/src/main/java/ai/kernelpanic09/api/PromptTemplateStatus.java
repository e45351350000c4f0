package ai.kernelpanic09.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the operator found and did for a PromptTemplate. */
public record PromptTemplateStatus(
    @JsonPropertyDescription("Generation of the spec that this status is about.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription("Parsed, EndpointFound, and Ready, which is derived from the others.")
        @Nullable List<Condition> conditions,
    @JsonPropertyDescription("Number of the current revision.") @Nullable Long revision,
    @JsonPropertyDescription("Hash of the current revision.") @Nullable String hash,
    @JsonPropertyDescription("Revisions that are kept, newest first.")
        @Nullable List<Revision> revisions)
    implements StatusPart {

  /** A revision of the prompt that a call may ask for. */
  public record Revision(
      @JsonPropertyDescription("Number of the revision.") Long revision,
      @JsonPropertyDescription("Hash of the revision.") @Nullable String hash,
      @JsonPropertyDescription("Name of the ControllerRevision that holds it.")
          @Nullable String name,
      @JsonPropertyDescription("Field manager that made the change.") @Nullable String author,
      @JsonPropertyDescription("When the revision was made.") @Nullable String createdAt)
      implements StatusPart {}
}
