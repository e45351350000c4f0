package ai.kernelpanic09.core.price.refresh;

/** The kinds of tokens that have a price: columns of the table. */
enum Kind {
  INPUT(3),
  OUTPUT(4),
  CACHE_READ(5),
  CACHE_WRITE_5M(6),
  CACHE_WRITE_1H(7);

  final int column;

  Kind(int column) {
    this.column = column;
  }
}
