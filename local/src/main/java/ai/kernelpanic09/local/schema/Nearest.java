package ai.kernelpanic09.local.schema;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Finds the word that a misspelt one was meant to be. */
public final class Nearest {

  private static final int MAX_EDITS = 3;

  private Nearest() {}

  /** "; did you mean X?" or nothing. */
  public static String hint(String word, Collection<String> known) {
    return known.stream()
        .min(Comparator.comparingInt(each -> edits(word, each)))
        .filter(each -> edits(word, each) <= Math.min(MAX_EDITS, each.length() / 2))
        .map(each -> "; did you mean " + each + "?")
        .orElse("");
  }

  /** The edit distance of two words, ignoring case: characters to insert, delete or change. */
  public static int edits(String from, String to) {
    var a = from.toLowerCase(Locale.ROOT);
    var b = to.toLowerCase(Locale.ROOT);
    var row = new int[b.length() + 1];
    for (var j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (var i = 1; i <= a.length(); i++) {
      var diagonal = row[0];
      row[0] = i;
      for (var j = 1; j < row.length; j++) {
        var changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
