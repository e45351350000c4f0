package ai.kernelpanic09.e2e.audit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * One advisory in OSV's form, which may be about several artifacts.
 *
 * @see <a href="https://ossf.github.io/osv-schema/">OSV's schema</a>
 */
final class OsvRecord {

  /**
   * Maven Central. Vendors' rebuilds have ecosystems of their own, such as {@code TuxCare:Maven}.
   */
  static final String ECOSYSTEM = "Maven";

  private static final List<String> EVENTS = List.of("fixed", "last_affected", "introduced");
  private static final int MAX_NOTE = 160;

  private OsvRecord() {}

  /** Its advisories, one for each artifact; none if it was withdrawn. */
  static List<Advisory> read(JsonNode json) throws IOException {
    if (json.hasNonNull("withdrawn")) {
      return List.of();
    }
    var id = json.path("id").asText();
    var advisories = new ArrayList<Advisory>();
    var artifacts =
        stream(json.path("affected"))
            .map(affected -> affected.path("package"))
            .filter(what -> what.path("ecosystem").asText().equals(ECOSYSTEM))
            .map(what -> what.path("name").asText())
            .distinct()
            .toList();
    for (var artifact : artifacts) {
      var ranges = ranges(json, artifact);
      if (ranges.isEmpty()) {
        throw new IOException(id + " names no range of versions for " + artifact);
      }
      var fixed =
          ranges.stream()
              .filter(range -> !range.toIncluded() && !range.to().isEmpty())
              .map(Range::to)
              .distinct()
              .collect(Collectors.joining(" "));
      advisories.add(
          new Advisory(
              artifact,
              ranges,
              name(json, id),
              word(json.path("database_specific").path("severity").asText("-")),
              fixed.isEmpty() ? "-" : fixed,
              note(json.path("summary").asText())));
    }
    return advisories;
  }

  private static List<Range> ranges(JsonNode json, String artifact) {
    var ranges = new ArrayList<Range>();
    for (var affected : json.path("affected")) {
      var what = affected.path("package");
      if (!what.path("ecosystem").asText().equals(ECOSYSTEM)
          || !what.path("name").asText().equals(artifact)) {
        continue;
      }
      for (var range : affected.path("ranges")) {
        if (range.path("type").asText().equals("ECOSYSTEM")) {
          var lastKnown =
              affected.path("database_specific").path("last_known_affected_version_range");
          ranges.addAll(between(range.path("events"), lastKnown.asText()));
        }
      }
      // Some records list single versions only.
      if (affected.path("ranges").isEmpty()) {
        stream(affected.path("versions"))
            .map(version -> word(version.asText()))
            .map(version -> new Range(version, version, true))
            .forEach(ranges::add);
      }
    }
    return ranges;
  }

  /**
   * The ranges between events.
   *
   * @param lastKnown GitHub's own field, such as {@code <= 4.2.14.Final}, that closes a range for
   *     which no fixed version is known; empty without one
   */
  private static List<Range> between(JsonNode events, String lastKnown) {
    var sorted =
        stream(events)
            .filter(event -> EVENTS.stream().anyMatch(event::has))
            .sorted(Comparator.comparing(OsvRecord::version))
            .toList();
    var ranges = new ArrayList<Range>();
    var from = "";
    var open = false;
    for (var event : sorted) {
      var at = version(event).text();
      if (event.has("introduced")) {
        from = at.equals("0") ? "" : at;
        open = true;
      } else if (open) {
        ranges.add(new Range(from, at, event.has("last_affected")));
        open = false;
      }
    }
    if (open) {
      ranges.add(new Range(from, word(lastKnown), lastKnown.startsWith("<=")));
    }
    return ranges;
  }

  private static Version version(JsonNode event) {
    return EVENTS.stream()
        .filter(event::has)
        .findFirst()
        .map(name -> new Version(word(event.path(name).asText())))
        .orElseThrow();
  }

  private static String name(JsonNode json, String id) {
    return stream(json.path("aliases"))
        .map(JsonNode::asText)
        .filter(alias -> alias.startsWith("CVE-"))
        .sorted()
        .findFirst()
        .map(OsvRecord::word)
        .orElse(word(id));
  }

  /** The text without the characters that a column or a bound of a range can't hold. */
  private static String word(String text) {
    return text.replaceAll("[^A-Za-z0-9._+-]", "");
  }

  private static String note(String summary) {
    var line = summary.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    var told = line.startsWith("accepted:") ? line.substring("accepted:".length()) : line;
    return told.length() <= MAX_NOTE ? told : told.substring(0, MAX_NOTE) + "…";
  }

  private static Stream<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }
}
