package ai.kernelpanic09.operator.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;

/** Adds the help text that promtool requires to meters of libraries that have none. */
public final class DescribedMeters implements MeterFilter {

  @Override
  public Meter.Id map(Meter.Id id) {
    return id.getDescription() != null
        ? id
        : new Meter.Id(
            id.getName(),
            Tags.of(id.getTagsAsIterable()),
            id.getBaseUnit(),
            "From the Java Operator SDK",
            id.getType());
  }
}
