package ai.kernelpanic09.sidecar.fuzz;

/**
 * What all odd bodies, streams and connections are made from. The tests try the same ones each
 * time, so that what fails is due to a change; {@code make soak} tries new ones.
 */
final class Seed {

  static final long CHOSEN = Long.getLong("fuzz.seed", 20_261_129);

  private Seed() {}
}
