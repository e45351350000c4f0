package ai.kernelpanic09.core.price.refresh;

/** The kinds of tokens that have a price: columns of the table. */
enum Kind {
  INPUT(4),
  OUTPUT(5),
  CACHE_READ(6),
  CACHE_WRITE_5M(7),
  CACHE_WRITE_1H(8);

  final int column;

  Kind(int column) {
    this.column = column;
  }
}
