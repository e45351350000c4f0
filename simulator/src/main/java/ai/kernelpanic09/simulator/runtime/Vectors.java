package ai.kernelpanic09.simulator.runtime;

import io.vertx.core.json.JsonArray;
import java.util.Random;

/** Makes vectors that depend on the text alone. */
final class Vectors {
  private Vectors() {}

  /** A vector of length 1, or of any length. */
  static JsonArray floats(String text, int dimensions, boolean normalized) {
    var values = new Random(text.hashCode()).doubles(dimensions, -1, 1).toArray();
    double square = 0;
    for (var value : values) {
      square += value * value;
    }
    double by = normalized ? Math.sqrt(square) : 1;
    var vector = new JsonArray();
    for (var value : values) {
      vector.add((double) (float) (value / by));
    }
    return vector;
  }

  /** Whole numbers: int8, uint8, a number for every 8 dimensions (binary, ubinary), or bits. */
  static JsonArray integers(String text, int count, int min, int max) {
    var vector = new JsonArray();
    new Random(text.hashCode()).ints(count, min, max + 1).forEach(vector::add);
    return vector;
  }
}
