package ai.kernelpanic09.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.money.Money;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model whose price steps with the length of the prompt: above 100,000 tokens all cost more. */
class LongPromptPricesTest {

  private static final String MODEL = "us.anthropic.claude-haiku-5-5";
  private static final long USUAL_NANO_DOLLARS_PER_TOKEN = 110;
  private static final long LONG_NANO_DOLLARS_PER_TOKEN = 550;

  @TempDir Path directory;
  private final SimulatedBedrock bedrock = new SimulatedBedrock();

  @AfterEach
  void stop() {
    bedrock.close();
  }

  private TestControl control(String daily) {
    var endpoint = new TestEndpoint(bedrock.simulator().url()).model(MODEL).daily(daily);
    return new TestControl(TestCertificate.create(directory), endpoint.build());
  }

  private static String words(int count) {
    return TestSidecar.message("word ".repeat(count), 1);
  }

  @Test
  void whatIsBookedIsWhatIsBilledOnBothSidesOfTheStep() {
    try (var control = control("10.00");
        var sidecar = TestSidecar.start(control, directory.resolve("pod")).ready()) {
      assertThat(sidecar.invoke(words(1_000)).statusCode()).isEqualTo(200);
      var few = bedrock.billedNanoDollars();
      assertThat(few).isLessThan(6_000 * USUAL_NANO_DOLLARS_PER_TOKEN);
      // Its bytes say that it may be long, its tokens that it is not.
      assertThat(sidecar.invoke(words(24_000)).statusCode()).isEqualTo(200);
      var more = bedrock.billedNanoDollars() - few;
      assertThat(more).isLessThan(100_000 * USUAL_NANO_DOLLARS_PER_TOKEN);
      assertThat(sidecar.invoke(words(150_000)).statusCode()).isEqualTo(200);
      assertThat(bedrock.billedNanoDollars() - few - more)
          .isGreaterThan(100_000 * LONG_NANO_DOLLARS_PER_TOKEN);

      assertThat(sidecar.health("/metrics"))
          .containsPattern("overrun_dollars_total\\{[^}]*} 0(\\.0)?\\n");
      sidecar.drain();
      assertThat(control.spent(TestEndpoint.HAIKU).nanoDollars())
          .isEqualTo(bedrock.billedNanoDollars());
      assertThat(control.estimated(TestEndpoint.HAIKU)).isEqualTo(Money.ZERO);
      assertThat(control.leased(TestEndpoint.HAIKU)).isEqualTo(Money.ZERO);
    }
  }

  @Test
  void aPromptThatMayBeLongNeedsABudgetForALongOne() {
    try (var control = control("0.02");
        var sidecar = TestSidecar.start(control, directory.resolve("pod")).ready()) {
      assertThat(sidecar.invoke(words(19_000)).statusCode()).isEqualTo(200);
      var refused = sidecar.invoke(words(24_000));
      assertThat(refused.statusCode()).isEqualTo(402);
      assertThat(refused.body()).contains("CallExceedsBudget").contains("up to $0.06");
    }
  }
}
