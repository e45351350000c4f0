package ai.kernelpanic09.local.manifest;

import ai.kernelpanic09.local.schema.Crd;
import ai.kernelpanic09.local.schema.Nearest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Tells objects of this project's kinds from others, and recognizes objects that were meant to be
 * of these kinds: a misspelt kind must not make a budget or a guardrail vanish.
 */
final class Kinds {

  private static final int MAX_KIND_EDITS = 2;
  private static final int MAX_GROUP_EDITS = 4;

  private final List<Crd> crds;

  Kinds(List<Crd> crds) {
    this.crds = crds;
  }

  /** The result of matching an object with this project's kinds. */
  sealed interface Match {
    /** An object of one of these kinds. */
    record Ours(Crd crd) implements Match {}

    /** An object that seems meant to be of one of these kinds. */
    record NearMiss(String problem) implements Match {}

    /** Any other object. */
    record Foreign() implements Match {}
  }

  Match match(Document document) {
    var exact =
        crds.stream()
            .filter(
                crd ->
                    crd.apiVersion().equals(document.apiVersion())
                        && crd.kind().equals(document.kind()))
            .findFirst();
    if (exact.isPresent()) {
      return new Match.Ours(exact.get());
    }
    var kind = meant(document.kind());
    if (isNearGroup(document) || kind.isPresent() || mentionsUs(document)) {
      var wanted = kind.orElse(crds.getFirst());
      return new Match.NearMiss(
          "apiVersion '%s' and kind '%s' name nothing: %s"
              .formatted(document.apiVersion(), document.kind(), advice(document, kind, wanted)));
    }
    return new Match.Foreign();
  }

  private String advice(Document document, Optional<Crd> kind, Crd wanted) {
    if (kind.isPresent()) {
      return "did you mean apiVersion " + wanted.apiVersion() + " and kind " + wanted.kind() + "?";
    }
    var kinds = crds.stream().map(Crd::kind).collect(Collectors.joining(", "));
    return "with apiVersion "
        + wanted.apiVersion()
        + " there are the kinds "
        + kinds
        + (document.kind().isEmpty() ? "; the field 'kind' is missing" : "");
  }

  private Optional<Crd> meant(String kind) {
    return crds.stream()
        .filter(crd -> Nearest.edits(singular(kind), crd.kind()) <= MAX_KIND_EDITS)
        .findFirst();
  }

  private static String singular(String kind) {
    var lower = kind.toLowerCase(Locale.ROOT);
    if (lower.endsWith("ies")) {
      return lower.substring(0, lower.length() - 3) + "y";
    }
    return lower.endsWith("s") ? lower.substring(0, lower.length() - 1) : lower;
  }

  private boolean isNearGroup(Document document) {
    // Without a slash the group may have lost its version, or a core kind has none.
    var group = document.group().isEmpty() ? document.apiVersion() : document.group();
    return crds.stream().anyMatch(crd -> Nearest.edits(group, crd.group()) <= MAX_GROUP_EDITS);
  }

  /**
   * Whether an object without kind or group names one of these kinds in another of its top members.
   */
  private boolean mentionsUs(Document document) {
    if (!document.apiVersion().isEmpty() && !document.kind().isEmpty()) {
      return false;
    }
    for (var each : document.content()) {
      var text = each.asText();
      if (crds.stream()
          .anyMatch(crd -> text.equals(crd.kind()) || text.startsWith(crd.group() + "/"))) {
        return true;
      }
    }
    return false;
  }
}
