package ai.kernelpanic09.cli.bill;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class RequestIdsTest {

  @Test
  void eachIdIsNewOnceHoweverManyThereAre() {
    var ids = new RequestIds();

    for (var i = 0; i < 100_000; i++) {
      assertThat(ids.add(new UUID(0, i).toString())).isTrue();
    }
    for (var i = 0; i < 100_000; i++) {
      assertThat(ids.add(new UUID(0, i).toString())).isFalse();
    }
  }
}
