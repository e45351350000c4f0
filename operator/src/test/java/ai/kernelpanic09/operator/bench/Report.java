package ai.kernelpanic09.operator.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A table in Markdown, shown as it grows and kept in {@code target}. */
public final class Report {

  private final Path file;
  private final StringBuilder text = new StringBuilder();

  public Report(String name) {
    file = Path.of("target", "bench-" + name + ".md");
  }

  public void line(String... cells) {
    add("| " + String.join(" | ", cells) + " |");
  }

  public void head(String... cells) {
    add("");
    line(cells);
    add("|" + "---|".repeat(cells.length));
  }

  public void add(String line) {
    text.append(line).append('\n');
    System.out.println(line);
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
