package ai.kernelpanic09.cli.bill;

/** Why a call differs. */
enum Reason {
  /** Its cost was not known when it was booked, and AWS's logs tell another one. */
  ESTIMATED("estimated"),
  /** It is booked, for it may have been billed, and AWS's logs do not have it. */
  NOT_IN_THE_LOGS("not in the logs"),
  /** AWS's logs have it, signed as one of our endpoints, without the labels that proxies write. */
  NOT_IN_OUR_LOGS("not in our logs"),
  /** It called another model than its endpoint's. */
  MODEL_DIFFERS("model differs"),
  /** Nobody knows the price of what it used. */
  NO_PRICE("no price");

  private final String words;

  Reason(String words) {
    this.words = words;
  }

  @Override
  public String toString() {
    return words;
  }
}
