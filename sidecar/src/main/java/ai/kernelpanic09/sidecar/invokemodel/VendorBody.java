package ai.kernelpanic09.sidecar.invokemodel;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a body in a vendor's form.
 *
 * @param maxTokens null where the body's form has no such member
 */
record VendorBody(Family family, BodyCount count, @Nullable MaxTokens maxTokens) {

  /**
   * Where a body says how much the model may generate, or where it would say so.
   *
   * @param start of the number, or of what it is written in place of
   * @param asked what the caller says, or what the vendor takes where it says nothing; {@link
   *     Long#MAX_VALUE} where the vendor takes all that the model can
   * @param before the number, where it is to be written
   * @param behind the number, where it is to be written
   */
  record MaxTokens(int start, int end, long asked, String before, String behind) {}
}
