package ai.kernelpanic09.core.price;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The times from which AWS charges something else for a model than before, or nothing because it is
 * gone.
 *
 * @param extendedAccessFrom when the public extended access begins, the part of a model's legacy
 *     period in which it may cost more; null where none is announced
 * @param endOfLife when the model ends; null where none is announced
 * @see <a
 *     href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_FoundationModelLifecycle.html">FoundationModelLifecycle</a>
 */
public record ModelLifecycle(@Nullable Instant extendedAccessFrom, @Nullable Instant endOfLife) {

  /** Nothing is announced, or nobody may look. */
  public static final ModelLifecycle NONE = new ModelLifecycle(null, null);
}
