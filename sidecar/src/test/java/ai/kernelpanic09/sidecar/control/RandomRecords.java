package ai.kernelpanic09.sidecar.control;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.prompt.TemplateName;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes records of any type at random, so that no member of a message is forgotten. */
final class RandomRecords {

  private final Random random;

  RandomRecords(Random random) {
    this.random = random;
  }

  /** A record whose own checks let it pass. */
  Object next(Class<?> type) {
    var components = type.getRecordComponents();
    for (var tries = 0; tries < 1_000; tries++) {
      try {
        var constructor =
            type.getDeclaredConstructor(
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class[]::new));
        constructor.setAccessible(true);
        return constructor.newInstance(Arrays.stream(components).map(this::value).toArray());
      } catch (InvocationTargetException e) {
        // Its check refuses these values: others may pass.
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
    throw new IllegalStateException("no values pass the checks of " + type);
  }

  /** The names of all members of a record and of what it consists of. */
  static Set<String> members(Class<?> type) {
    var names = new HashSet<String>();
    for (var each : type.getRecordComponents()) {
      names.add(each.getName());
      var inner =
          each.getGenericType() instanceof ParameterizedType list
              ? (Class<?>) list.getActualTypeArguments()[0]
              : each.getType();
      if (inner.isRecord()
          && inner != EndpointName.class
          && inner != TemplateName.class
          && inner != Money.class) {
        names.addAll(members(inner));
      }
    }
    return names;
  }

  private @Nullable Object value(RecordComponent of) {
    var type = of.getGenericType();
    if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      var values = new ArrayList<>();
      for (var i = random.nextInt(3); i > 0; i--) {
        values.add(present(list.getActualTypeArguments()[0]));
      }
      return values;
    }
    var maybeNull = of.getAnnotatedType().isAnnotationPresent(Nullable.class);
    return maybeNull && random.nextInt(4) == 0 ? null : present(type);
  }

  private Object present(Type type) {
    var known = (Class<?>) type;
    if (known == String.class) {
      return word();
    } else if (known == long.class || known == Long.class) {
      return random.nextBoolean() ? random.nextLong(1_000) : random.nextLong(1L << 45);
    } else if (known == int.class || known == Integer.class) {
      return random.nextInt(1_000);
    } else if (known == double.class || known == Double.class) {
      return random.nextInt(1_000) / 8.0;
    } else if (known == boolean.class || known == Boolean.class) {
      return random.nextBoolean();
    } else if (known == Money.class) {
      return Money.ofNanoDollars(random.nextLong(1_000_000_000_000L));
    } else if (known == EndpointName.class) {
      return new EndpointName(word(), word());
    } else if (known == TemplateName.class) {
      return new TemplateName(word(), word());
    } else if (known == Object.class) {
      return List.of(
              word(),
              random.nextInt(),
              List.of(word(), true),
              Map.of(word(), Map.of(word(), random.nextInt(9) / 2.0)))
          .get(random.nextInt(4));
    } else if (known.isEnum()) {
      return known.getEnumConstants()[random.nextInt(known.getEnumConstants().length)];
    }
    return next(known);
  }

  private String word() {
    var word = new StringBuilder();
    for (var i = random.nextInt(8); i >= 0; i--) {
      word.append((char) ('a' + random.nextInt(26)));
    }
    return word.toString();
  }
}
