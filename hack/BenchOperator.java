import ai.kernelpanic09.sidecar.training.StandIns;
import io.vertx.core.Vertx;
import java.nio.file.Path;

/** A stand-in for the operator, for bench.sh. Arguments: port, key store, address of the canned Bedrock. */
public final class BenchOperator {

  public static void main(String[] arguments) {
    new StandIns(Vertx.vertx(), Path.of(arguments[1]), "training")
        .listen(Integer.parseInt(arguments[0]), arguments[2], null)
        .onComplete(
            port -> System.out.println("listening on " + port),
            e -> {
              System.err.println(e);
              System.exit(1);
            });
  }
}
