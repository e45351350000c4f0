package ai.kernelpanic09.operator.admission;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The images that an installation's webhook has injected, each with the time since which it was the
 * last one, the oldest first.
 *
 * <p>As text, each is a line of the time and the image. People may remove lines.
 */
record ImageHistory(List<Entry> entries) {

  /** Number of images that are kept: some years of upgrades. */
  static final int MAX_IMAGES = 32;

  /** The longest reference that registries take: host and path 255, tag 128, digest 135. */
  private static final int MAX_LENGTH = 520;

  static final ImageHistory NONE = new ImageHistory(List.of());

  record Entry(Instant since, String image) {}

  ImageHistory {
    entries = List.copyOf(entries);
  }

  /** Reads the text, and leaves out what is no such line; of too many the last ones count. */
  static ImageHistory parse(String text) {
    return new ImageHistory(last(text.lines().flatMap(line -> entry(line).stream()).toList()));
  }

  private static Optional<Entry> entry(String line) {
    var parts = line.strip().split("\\s+", -1);
    if (parts.length != 2 || parts[1].length() > MAX_LENGTH) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Entry(Instant.parse(parts[0]), parts[1]));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  String text() {
    return entries.stream()
        .map(each -> each.since() + " " + each.image() + "\n")
        .collect(Collectors.joining());
  }

  /** The history after an image became the one that is injected. */
  ImageHistory with(String image, Instant now) {
    if (!entries.isEmpty() && entries.getLast().image().equals(image)) {
      return this;
    }
    var next = new ArrayList<>(entries);
    next.removeIf(each -> each.image().equals(image));
    next.add(new Entry(now.truncatedTo(ChronoUnit.SECONDS), image));
    return new ImageHistory(last(next));
  }

  List<String> images() {
    return entries.stream().map(Entry::image).toList();
  }

  private static List<Entry> last(List<Entry> entries) {
    return entries.subList(Math.max(0, entries.size() - MAX_IMAGES), entries.size());
  }
}
