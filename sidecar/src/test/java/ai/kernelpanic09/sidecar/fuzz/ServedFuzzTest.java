package ai.kernelpanic09.sidecar.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.sidecar.SimulatedBedrock;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bodies of every form, right and wrong in every way, sent to a sidecar with a simulated Bedrock
 * behind it: each gets a whole answer, and what is booked is what Bedrock bills.
 */
class ServedFuzzTest {

  private static final int CASES = Integer.getInteger("fuzz.served", 1_000);
  private static final List<Form> FORMS = List.of(Form.values());
  private static final int AT_ONCE = 16;
  private static final long SEED = Seed.CHOSEN;

  private record Sent(FuzzCase what, CompletableFuture<HttpResponse<byte[]>> answer) {}

  @Test
  void everyCallIsAnsweredAndBookedAsItIsBilled(@TempDir Path directory) throws Exception {
    try (var bedrock = new SimulatedBedrock();
        var sidecar = new FuzzedSidecar(bedrock, directory)) {
      var seeds = new SplittableRandom(SEED);
      var underWay = new ArrayDeque<Sent>();
      for (var i = 0; i < CASES; i++) {
        var form = FORMS.get(i % FORMS.size());
        var each = form.of(seeds.nextLong());
        underWay.add(new Sent(each, sidecar.post(each)));
        if (underWay.size() == AT_ONCE) {
          judge(underWay.remove());
        }
      }
      for (var each : underWay) {
        judge(each);
      }
      sidecar.requireAtRest();
      sidecar.requireServing();
      assertThat(sidecar.spent())
          .as("seed " + SEED)
          .isEqualTo(Money.ofNanoDollars(bedrock.billedNanoDollars()));
      assertThat(sidecar.leased()).isEqualTo(Money.ZERO);
    }
  }

  private static void judge(Sent sent) {
    try {
      var answer = sent.answer().get(60, TimeUnit.SECONDS);
      assertThat(answer.statusCode())
          .as(new String(answer.body(), StandardCharsets.UTF_8))
          .isIn(200, 400, 404, 413);
      sent.what().form().wire().require(answer);
    } catch (Exception | AssertionError e) {
      throw new AssertionError(sent.what().toString(), e);
    }
  }
}
