package ai.kernelpanic09.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.api.condition.ConditionReason;
import ai.kernelpanic09.api.condition.ConditionType;
import ai.kernelpanic09.api.condition.DocumentedReason;
import ai.kernelpanic09.api.condition.EventReason;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.StringEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Types and reasons come from the catalogue: no class of ours writes one out as a text. */
class WordsTest {

  private static final Path CLASSES = Path.of("target", "classes", "ai");

  /** Equal words with another meaning: error codes of AWS and of the control API. */
  private static final Pattern OTHERS =
      Pattern.compile(".*/(aws/AwsFailure.class: AccessDenied|control/.*: InternalError)");

  /** The resolver of models knows no conditions: its reasons are looked up in the catalogue. */
  private static final String RESOLVER = "/operator/model/";

  @Test
  void noTypeOrReasonIsWrittenOut() throws IOException {
    var words = words();
    var found = new ArrayList<String>();
    try (var files = Files.walk(CLASSES)) {
      for (var file : files.filter(each -> each.toString().endsWith(".class")).toList()) {
        if (!file.toString().contains(RESOLVER)) {
          constants(file).stream()
              .filter(words::contains)
              .forEach(word -> found.add(CLASSES.relativize(file) + ": " + word));
        }
      }
    }

    assertThat(found).allMatch(each -> OTHERS.matcher(each).matches());
  }

  private static Set<String> words() {
    return Stream.of(
            Arrays.stream(ConditionReason.values()).map(DocumentedReason::id),
            Arrays.stream(EventReason.values()).map(DocumentedReason::id),
            Arrays.stream(ConditionType.values()).map(ConditionType::id))
        .flatMap(each -> each)
        .collect(Collectors.toSet());
  }

  private static List<String> constants(Path file) throws IOException {
    var pool = ClassFile.of().parse(Files.readAllBytes(file)).constantPool();
    return StreamSupport.stream(pool.spliterator(), false)
        .filter(StringEntry.class::isInstance)
        .map(StringEntry.class::cast)
        .map(StringEntry::stringValue)
        .toList();
  }
}
