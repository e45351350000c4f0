package ai.kernelpanic09.e2e.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The file hack/advisories.tsv: lines of comment with {@code #}, then one advisory a line. */
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
   * With what a database knows now: it replaces what is here under the same artifact and id, but
   * for the notes that say why one is accepted. What only this list has stays.
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

  /** Writes all of it, or leaves the file as it is. */
  void write(Path file) throws IOException {
    var lines = new ArrayList<>(comments);
    advisories.stream().map(Advisory::line).forEach(lines::add);
    var whole = Files.write(file.resolveSibling(file.getFileName() + ".new"), lines);
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
