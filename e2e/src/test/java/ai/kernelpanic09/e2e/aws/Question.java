package ai.kernelpanic09.e2e.aws;

/**
 * Something about AWS that its documentation leaves open, or that this project takes from it
 * untried.
 *
 * @param asked the question
 * @param built the answer that this project is built on
 * @param asking makes the calls that answer it
 */
record Question(String asked, String built, Asking asking) {

  /** Makes calls to AWS. */
  @FunctionalInterface
  interface Asking {
    Reply ask();
  }

  /** How AWS's answer stands to what this project is built on. */
  enum Verdict {
    /** It is as assumed, or one of several that the project is built for. */
    AS_BUILT("as built"),
    /** It is something else: the project is to be changed. */
    DIFFERS("**differs**"),
    /** AWS did not let it be asked. */
    OPEN("open");

    private final String words;

    Verdict(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  /**
   * What AWS says.
   *
   * @param said in one line
   */
  record Reply(Verdict verdict, String said) {

    static Reply of(boolean asBuilt, String said) {
      return new Reply(asBuilt ? Verdict.AS_BUILT : Verdict.DIFFERS, said);
    }

    /** AWS did not come to the question. */
    static Reply open(String why) {
      return new Reply(Verdict.OPEN, why);
    }
  }
}
