package ai.kernelpanic09.sidecar.call;

/**
 * What one request takes of the memory that all requests share. It is given back when everybody has
 * let go who may still need the body: the answer, and each call that was made of it, which may go
 * on when nobody waits for the answer any more.
 */
public interface Held {

  /** Takes nothing: for requests of our own. */
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

  /** Takes so many bytes more; false when there are not so many left. */
  boolean more(long bytes);

  /** Another one needs the body. */
  void share();

  /** One of those who need the body does not any more. */
  void letGo();
}
