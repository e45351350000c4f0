package ai.kernelpanic09.core.price.refresh;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The words that a model's id and its name in the price list have in common, in one order: {@code
 * anthropic.claude-haiku-4-5-20251001-v1:0} and {@code Claude Haiku 4.5 (Amazon Bedrock Edition)}
 * name the same model.
 */
final class ModelName {

  private static final Pattern EDITION = Pattern.compile("\\(amazon bedrock[^)]*\\)");
  private static final Pattern VERSION = Pattern.compile("-v?([0-9]+):[0-9]+$|-v([0-9]+)$");
  private static final Pattern DATE = Pattern.compile("-20[0-9]{6}(?=$|-v)");
  private static final Pattern LETTER_THEN_DIGIT = Pattern.compile("(?<=[a-z]{2})(?=[0-9])");
  private static final Set<String> NOISE =
      Set.of("", "0", "v0", "v1", "instruct", "it", "amazon", "anthropic", "meta", "openai");

  static List<String> ofId(String modelId) {
    var name = modelId.substring(modelId.indexOf('.') + 1);
    return words(DATE.matcher(VERSION.matcher(name).replaceFirst("-v$1$2")).replaceFirst(""));
  }

  static List<String> ofListed(String name) {
    return words(EDITION.matcher(name.toLowerCase(Locale.ROOT)).replaceAll(""));
  }

  private static List<String> words(String text) {
    var split = LETTER_THEN_DIGIT.matcher(text.toLowerCase(Locale.ROOT)).replaceAll(" ");
    var words = new ArrayList<String>();
    for (var word : split.split("[^a-z0-9]+", -1)) {
      if (!NOISE.contains(word)) {
        words.add(word);
      }
    }
    Collections.sort(words);
    return List.copyOf(words);
  }

  private ModelName() {}
}
