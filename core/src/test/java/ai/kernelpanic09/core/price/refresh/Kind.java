package ai.kernelpanic09.core.price.refresh;

/** The kinds of tokens that have a price: columns of the table. */
enum Kind {
  INPUT(2),
  OUTPUT(3),
  CACHE_READ(4),
  CACHE_WRITE_5M(5),
  CACHE_WRITE_1H(6);

  final int column;

  Kind(int column) {
    this.column = column;
  }
}
