package ai.kernelpanic09.core.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MoneyTest {

  @Test
  void showsAtLeastTwoDecimalsAndNoMoreThanNeeded() {
    assertThat(Money.ZERO).hasToString("0.00");
    assertThat(Money.parse("10")).hasToString("10.00");
    assertThat(Money.parse("0.000279000")).hasToString("0.000279");
    assertThat(Money.parse("200.5")).hasToString("200.50");
  }

  @Test
  void roundsUpForTheCaller() {
    assertThat(Money.ofNanoDollars(306_900).roundedUp(6)).isEqualTo("0.000307");
    assertThat(Money.ofNanoDollars(307_000).roundedUp(6)).isEqualTo("0.000307");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ten",
        "1e3",
        "1.",
        ".5",
        "1,000",
        " 1",
        "0.0000000001",
        "+1",
        "99999999999",
        "9999999999"
      })
  void refusesWhatIsNotAnExactDecimal(String text) {
    assertThatThrownBy(() -> Money.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'");
  }

  @Property
  void readsBackWhatItShows(@ForAll long nanoDollars) {
    var money = Money.ofNanoDollars(nanoDollars);
    assertThat(Money.parse(money.toString())).isEqualTo(money);
  }

  @Test
  void neverWrapsAround() {
    var most = Money.ofNanoDollars(Long.MAX_VALUE);
    assertThatThrownBy(() -> most.plus(Money.ofNanoDollars(1)))
        .isInstanceOf(ArithmeticException.class);
  }
}
