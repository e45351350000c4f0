package ai.kernelpanic09.operator.prompt;

import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The author of a prompt's last change: the field manager that the API server noted for a part of
 * the prompt most recently.
 *
 * @param manager such as {@code kubectl-client-side-apply}
 * @param time time of the change, to the second
 */
record ChangeAuthor(String manager, String time) {

  private static final String UNKNOWN = "unknown";
  private static final List<String> PROMPT =
      List.of("f:systemPrompt", "f:template", "f:variables", "f:modelEndpointRef");

  static ChangeAuthor of(ObjectMeta metadata, Instant now) {
    return Objects.requireNonNullElse(metadata.getManagedFields(), List.<ManagedFieldsEntry>of())
        .stream()
        .filter(ChangeAuthor::ownsPrompt)
        .max(Comparator.comparing(each -> Objects.requireNonNullElse(each.getTime(), "")))
        .map(
            each ->
                new ChangeAuthor(
                    Objects.requireNonNullElse(each.getManager(), UNKNOWN),
                    Objects.requireNonNullElse(each.getTime(), text(now))))
        .orElseGet(() -> new ChangeAuthor(UNKNOWN, text(now)));
  }

  private static boolean ownsPrompt(ManagedFieldsEntry entry) {
    var subresource = entry.getSubresource();
    return (subresource == null || subresource.isEmpty())
        && entry.getFieldsV1() != null
        && entry.getFieldsV1().getAdditionalProperties().get("f:spec") instanceof Map<?, ?> spec
        && PROMPT.stream().anyMatch(spec::containsKey);
  }

  private static String text(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
