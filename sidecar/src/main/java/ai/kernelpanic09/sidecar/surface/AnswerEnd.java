package ai.kernelpanic09.sidecar.surface;

import ai.kernelpanic09.sidecar.call.Departure;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.List;

/** The end of an answer, which has been sent in full or has lost its caller; runs actions then. */
final class AnswerEnd implements Departure {

  private final List<Runnable> actions = new ArrayList<>(2);
  private boolean over;

  private AnswerEnd() {}

  static AnswerEnd of(HttpServerResponse response) {
    var end = new AnswerEnd();
    response.endHandler(sent -> end.run());
    response.closeHandler(closed -> end.run());
    response.exceptionHandler(e -> end.run());
    return end;
  }

  @Override
  public void then(Runnable action) {
    if (over) {
      action.run();
    } else {
      actions.add(action);
    }
  }

  boolean isOver() {
    return over;
  }

  private void run() {
    over = true;
    actions.forEach(Runnable::run);
    actions.clear();
  }
}
