package ai.kernelpanic09.sidecar.call;

/**
 * One request's share of the memory for all requests. It is given back when all users of the body
 * have let go: the answer, and each call made from the request, which may go on when nobody waits
 * for the answer any more.
 */
public interface Held {

  /** The share of requests of our own, which takes nothing. */
  Held NOTHING =
      new Held() {
        @Override
        public boolean more(long bytes) {
          return true;
        }

        @Override
        public void share() {}

        @Override
        public void letGo() {}
      };

  /** Takes {@code bytes} more; false when fewer are left. */
  boolean more(long bytes);

  /** Adds a user of the body. */
  void share();

  /** Removes a user of the body. With the last one the memory is given back. */
  void letGo();
}
