package ai.kernelpanic09.core.price;

import java.util.Collection;
import java.util.EnumSet;
import java.util.stream.Collectors;

/**
 * What a call has beside plain text, as far as it changes how its worst case is bounded. Where a
 * bound proves too low, this says for which calls.
 */
public enum CallFeature {
  /** It offers tools, or holds uses of them. */
  TOOLS("tools"),
  /** It holds images. */
  IMAGES("images"),
  /** It holds documents, audio or video, whose tokens can't be told from their bytes. */
  DOCUMENTS("documents"),
  /** It hands the model's thoughts of an earlier answer back. */
  REASONING("reasoning"),
  /** It holds cache points. */
  CACHE_POINTS("cache points"),
  /** A guardrail is charged for it. */
  GUARDRAIL("guardrail units");

  private final String word;

  CallFeature(String word) {
    this.word = word;
  }

  /** The features as people read them; {@code plain text} for none. */
  public static String names(Collection<CallFeature> features) {
    return features.isEmpty()
        ? "plain text"
        : features.stream().sorted().map(each -> each.word).collect(Collectors.joining(" + "));
  }

  /**
   * The features that a call of this shape has, but for the guardrail's.
   *
   * @return in their order; the caller's own
   */
  static EnumSet<CallFeature> of(CallShape shape) {
    var features = EnumSet.noneOf(CallFeature.class);
    add(features, TOOLS, shape.tools());
    add(features, IMAGES, shape.images() > 0);
    add(features, DOCUMENTS, shape.opaque());
    add(features, REASONING, shape.reasoning());
    add(features, CACHE_POINTS, shape.cachePoint());
    return features;
  }

  private static void add(EnumSet<CallFeature> to, CallFeature feature, boolean has) {
    if (has) {
      to.add(feature);
    }
  }
}
