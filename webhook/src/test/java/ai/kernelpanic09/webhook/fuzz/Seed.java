package ai.kernelpanic09.webhook.fuzz;

/**
 * What all odd pods are made from. The tests try the same ones each time, so that what fails is due
 * to a change; {@code make soak} tries new ones.
 */
public final class Seed {

  public static final long CHOSEN = Long.getLong("fuzz.seed", 20_261_129);

  private Seed() {}
}
