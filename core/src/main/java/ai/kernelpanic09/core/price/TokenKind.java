package ai.kernelpanic09.core.price;

import ai.kernelpanic09.core.money.Money;
import org.jspecify.annotations.Nullable;

/** A kind of token that has a price of its own. */
enum TokenKind {
  INPUT("input"),
  OUTPUT("output"),
  CACHE_READ("cacheRead"),
  CACHE_WRITE_5M("cacheWrite5m"),
  CACHE_WRITE_1H("cacheWrite1h");

  private final String member;

  TokenKind(String member) {
    this.member = member;
  }

  /** Its member in {@code spec.pricing}. */
  String member() {
    return member;
  }

  @Nullable Money of(ModelPrice prices) {
    return switch (this) {
      case INPUT -> prices.input();
      case OUTPUT -> prices.output();
      case CACHE_READ -> prices.cacheRead();
      case CACHE_WRITE_5M -> prices.cacheWrite5m();
      case CACHE_WRITE_1H -> prices.cacheWrite1h();
    };
  }
}
