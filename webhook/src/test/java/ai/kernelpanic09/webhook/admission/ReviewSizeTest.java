package ai.kernelpanic09.webhook.admission;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What a review becomes is known before it becomes it. */
class ReviewSizeTest {

  private static byte[] objects(int count) {
    return ("[" + "{},".repeat(count - 1) + "{}]").getBytes(UTF_8);
  }

  @Test
  void aReviewOfMoreValuesThanAnApiServerSendsIsNotRead() {
    assertThatThrownBy(() -> ReviewSize.of(objects(2_000_000)))
        .isInstanceOf(ReviewSize.TooManyValuesException.class)
        .hasMessage("the review has more than 300000 values");
  }

  @Test
  void manyValuesMakeAShortTextLarge() throws IOException {
    assertThat(ReviewSize.of(objects(ReviewSize.COMMON_VALUES - 1))).isEqualTo(ReviewSize.COMMON);
    assertThat(ReviewSize.of(objects(ReviewSize.COMMON_VALUES))).isEqualTo(ReviewSize.LARGE);
    assertThat(ReviewSize.of(objects(ReviewSize.MAX_VALUES - 1))).isEqualTo(ReviewSize.LARGE);
  }

  @Test
  void aLongTextIsLargeThoughItIsOneValue() throws IOException {
    var text = "\"" + "x".repeat(ReviewSize.COMMON_BYTES) + "\"";

    assertThat(ReviewSize.of(text.getBytes(UTF_8))).isEqualTo(ReviewSize.LARGE);
  }

  @Test
  void whatIsNoJsonIsNotRead() {
    assertThatThrownBy(() -> ReviewSize.of("{\"a\":".getBytes(UTF_8)))
        .isInstanceOf(JsonProcessingException.class);
  }
}
