package ai.kernelpanic09.core.endpoint;

import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.ModelBounds;
import ai.kernelpanic09.core.price.ModelPrice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds limits of a model that costs nothing; tests name the members that they are about. */
public final class TestLimits {

  private final String revision;
  private @Nullable Long requestsPerMinute;
  private @Nullable Long tokensPerMinute;
  private boolean budgetBlocks = true;
  private long toolPrompt = 1;

  private TestLimits(String revision) {
    this.revision = revision;
  }

  public static TestLimits revision(String revision) {
    return new TestLimits(revision);
  }

  public TestLimits requestsPerMinute(@Nullable Long limit) {
    requestsPerMinute = limit;
    return this;
  }

  public TestLimits tokensPerMinute(@Nullable Long limit) {
    tokensPerMinute = limit;
    return this;
  }

  public TestLimits budgetBlocks(boolean blocks) {
    budgetBlocks = blocks;
    return this;
  }

  public TestLimits toolPrompt(long tokens) {
    toolPrompt = tokens;
    return this;
  }

  public EndpointLimits build() {
    return new EndpointLimits(
        revision,
        "model",
        "us-east-1",
        null,
        1_000,
        new ModelPrice(Money.ZERO, Money.ZERO, null, null, null),
        null,
        new ModelBounds(1, true, 1, 1, toolPrompt, 1),
        null,
        null,
        requestsPerMinute,
        tokensPerMinute,
        budgetBlocks,
        1,
        List.of(),
        List.of(),
        CallTimeouts.DEFAULT);
  }
}
