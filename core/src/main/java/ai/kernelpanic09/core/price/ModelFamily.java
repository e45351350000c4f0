package ai.kernelpanic09.core.price;

import org.jspecify.annotations.Nullable;

/**
 * A row of {@code models.tsv}: the bounds of the models whose ids begin alike.
 *
 * @param maxOutputTokens 0 for models that answer with vectors
 */
record ModelFamily(String prefix, ModelBounds bounds, long maxOutputTokens) {

  static final String TABLE = "models.tsv";
  static final int COLUMNS = 7;

  private static final long MAX_TOKEN_BYTES = 128;
  private static final String ANY_MODEL = "*";

  static ModelFamily of(String[] row) {
    var contextWindow = Long.parseLong(row[1]);
    return new ModelFamily(
        row[0],
        new ModelBounds(
            contextWindow,
            row[3].equals("byte"),
            row[4].equals(PriceTable.NONE) ? contextWindow : Long.parseLong(row[4]),
            Long.parseLong(row[5]),
            Long.parseLong(row[6]),
            MAX_TOKEN_BYTES),
        Long.parseLong(row[2]));
  }

  /** Whether its models generate tokens; others answer with vectors. */
  boolean generates() {
    return maxOutputTokens > 0;
  }

  /** Whether this is the row for models that no other row is about. */
  boolean isAnyModel() {
    return prefix.equals(ANY_MODEL);
  }

  boolean fits(String model) {
    return isAnyModel() || model.startsWith(prefix);
  }

  /**
   * The same family with other bounds.
   *
   * @param contextWindow null keeps it
   */
  ModelFamily bounded(@Nullable Long contextWindow, boolean byteLevelTokens) {
    var window = contextWindow == null ? bounds.contextWindow() : contextWindow;
    return new ModelFamily(
        prefix,
        new ModelBounds(
            window,
            byteLevelTokens || bounds.byteLevelTokens(),
            window,
            bounds.tokensPerMessage(),
            bounds.toolPromptTokens(),
            bounds.bytesPerToken()),
        maxOutputTokens);
  }
}
