package ai.kernelpanic09.e2e.compat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** What becomes of each member of a form: the tables of the forms' own pages, in one place. */
final class ConversionTables {

  private static final Path PAGES = Path.of("..", "docs", "clients");
  private static final List<String> NAMES =
      List.of("openai", "openai-embeddings", "anthropic", "bedrock");

  /** The second column's title is what tells these tables from others. */
  private static final String BECOMES = "| what becomes of it |";

  private static final Pattern LINK = Pattern.compile("]\\((?!https?:)([^)#]*)(#[^)]*)?\\)");

  private ConversionTables() {}

  static String text() throws IOException {
    var text = new StringBuilder();
    for (var name : NAMES) {
      append(name, text);
    }
    return text.toString();
  }

  private static void append(String page, StringBuilder text) throws IOException {
    var heading = "";
    var part = "";
    var within = false;
    for (var line : Files.readAllLines(PAGES.resolve(page + ".md"))) {
      if (line.startsWith("# ")) {
        heading = "\n### " + line.substring(2) + "\n";
      } else if (line.startsWith("## ")) {
        part = "\n#### " + line.substring(3) + "\n";
      }
      if (line.endsWith(BECOMES)) {
        within = true;
        text.append(heading).append(part).append('\n');
        heading = "";
        part = "";
      }
      within = within && line.startsWith("|");
      if (within) {
        text.append(linked(line, page)).append('\n');
      }
    }
  }

  /** The line with its links, which are relative to the form's own page, made relative to docs. */
  private static String linked(String line, String page) {
    return LINK.matcher(line)
        .replaceAll(
            found -> {
              var file = found.group(1).isEmpty() ? page + ".md" : found.group(1);
              var path = Path.of("clients").resolve(file).normalize();
              return "](" + path + (found.group(2) == null ? "" : found.group(2)) + ")";
            });
  }
}
