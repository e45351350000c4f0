package ai.kernelpanic09.e2e.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The file hack/advisories.tsv: comment lines that begin with {@code #}, then one advisory per
 * line.
 */
record AdvisoryList(List<String> comments, List<Advisory> advisories) {

  static AdvisoryList read(Path file) throws IOException {
    var comments = new ArrayList<String>();
    var advisories = new ArrayList<Advisory>();
    var lines = Files.readAllLines(file);
    for (var i = 0; i < lines.size(); i++) {
      var line = lines.get(i);
      if (line.startsWith("#")) {
        comments.add(line);
      } else {
        try {
          advisories.add(Advisory.read(line));
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(
              "%s, line %d: %s".formatted(file, i + 1, e.getMessage()), e);
        }
      }
    }
    return new AdvisoryList(comments, advisories);
  }

  /**
   * The list with the advisories {@code found} in a database. They replace those of the same
   * artifact and id, except for notes that say why one is accepted. Advisories that only this list
   * has stay.
   */
  AdvisoryList refreshed(List<Advisory> found) {
    var all = new ArrayList<Advisory>();
    for (var fresh : found) {
      var before = advisories.stream().filter(a -> a.same(fresh) && a.accepted()).findFirst();
      all.add(before.map(a -> fresh.withNote(a.note())).orElse(fresh));
    }
    advisories.stream().filter(a -> found.stream().noneMatch(a::same)).forEach(all::add);
    all.sort(Comparator.comparing(Advisory::artifact).thenComparing(Advisory::id));
    return new AdvisoryList(comments, List.copyOf(all));
  }

  /** Writes the whole list, or leaves the file unchanged. */
  void write(Path file) throws IOException {
    var lines = new ArrayList<>(comments);
    advisories.stream().map(Advisory::line).forEach(lines::add);
    var whole = Files.write(file.resolveSibling(file.getFileName() + ".new"), lines);
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
