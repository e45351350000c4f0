package ai.kernelpanic09.e2e.tokeniser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A published tokeniser in the form of Hugging Face's {@code tokenizer.json}, as far as it decides
 * how many tokens a text has at most: what it does to the text first, and how it joins bytes.
 *
 * @see <a href="https://huggingface.co/docs/tokenizers/components">Components of a tokeniser</a>
 */
final class ByteLevelTokeniser {

  private static final int BYTES = 256;

  /** Bytes that stand for themselves; the others are written as characters from 256 on. */
  private static final String PRINTED_RANGES = "!~\u00a1\u00ac\u00ae\u00ff";

  private final JsonNode tree;
  private final Map<String, Integer> ranks = new HashMap<>();

  private ByteLevelTokeniser(JsonNode tree) {
    this.tree = tree;
    var rank = 0;
    for (var each : tree.path("model").path("merges")) {
      var pair = each.isArray() ? each.get(0).asText() + " " + each.get(1).asText() : each.asText();
      ranks.put(pair, rank++);
    }
  }

  static ByteLevelTokeniser read(Path file) throws IOException {
    return new ByteLevelTokeniser(new ObjectMapper().readTree(file.toFile()));
  }

  /** Its algorithm, such as BPE. */
  String algorithm() {
    return tree.path("model").path("type").asText();
  }

  /** What it does to a text before anything else; empty for nothing. */
  List<String> normalisers() {
    var normaliser = tree.path("normalizer");
    if (normaliser.isNull() || normaliser.isMissingNode()) {
      return List.of();
    }
    var names = new ArrayList<String>();
    if (normaliser.path("type").asText().equals("Sequence")) {
      normaliser.path("normalizers").forEach(each -> names.add(each.path("type").asText()));
    } else {
      names.add(normaliser.path("type").asText());
    }
    return names;
  }

  /** The steps that turn a text into bytes, and those that add something to it. */
  List<JsonNode> steps() {
    var steps = new ArrayList<JsonNode>();
    tree.path("pre_tokenizer").path("pretokenizers").forEach(steps::add);
    return steps;
  }

  /** The bytes for which it has no token. */
  List<Integer> bytesWithoutToken() {
    var missing = new ArrayList<Integer>();
    for (var each = 0; each < BYTES; each++) {
      if (!tree.path("model").path("vocab").has(symbol(each))) {
        missing.add(each);
      }
    }
    return missing;
  }

  /** Number of tokens of a text that is not split before its bytes are joined. */
  int count(String text) {
    var normal =
        normalisers().contains("NFC") ? Normalizer.normalize(text, Normalizer.Form.NFC) : text;
    var parts = new ArrayList<String>();
    for (var each : normal.getBytes(StandardCharsets.UTF_8)) {
      parts.add(symbol(each & 0xff));
    }
    while (join(parts)) {
      // Until nothing can be joined any more.
    }
    return parts.size();
  }

  /** Joins the two neighbours that come first in the list of merges; false when none do. */
  private boolean join(List<String> parts) {
    var best = Integer.MAX_VALUE;
    var at = -1;
    for (var i = 0; i + 1 < parts.size(); i++) {
      var rank = ranks.get(parts.get(i) + " " + parts.get(i + 1));
      if (rank != null && rank < best) {
        best = rank;
        at = i;
      }
    }
    if (at < 0) {
      return false;
    }
    parts.set(at, parts.get(at) + parts.remove(at + 1));
    return true;
  }

  /** The character that stands for a byte. */
  private static String symbol(int value) {
    if (isPrinted(value)) {
      return Character.toString(value);
    }
    var next = BYTES;
    for (var each = 0; each < value; each++) {
      next += isPrinted(each) ? 0 : 1;
    }
    return Character.toString(next);
  }

  private static boolean isPrinted(int value) {
    for (var i = 0; i < PRINTED_RANGES.length(); i += 2) {
      if (value >= PRINTED_RANGES.charAt(i) && value <= PRINTED_RANGES.charAt(i + 1)) {
        return true;
      }
    }
    return false;
  }
}
