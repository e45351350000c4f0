package ai.kernelpanic09.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.api.condition.ConditionReason;
import ai.kernelpanic09.api.condition.ConditionType;
import ai.kernelpanic09.api.condition.DocumentedReason;
import ai.kernelpanic09.api.condition.EventReason;
import ai.kernelpanic09.core.failure.ErrorCode;
import ai.kernelpanic09.core.sync.NotServed;
import ai.kernelpanic09.webhook.verdict.AdmissionReason;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.MethodRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.StringEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * One catalogue: every type and reason of a condition, reason of an Event and error code comes from
 * an enum that says what it means. No class of the operator writes one out.
 */
class WordsTest {

  private static final Path CLASSES = Path.of("target", "classes", "ai", "kernelpanic09");

  /** How a type, a reason or a code looks: none has fewer than four letters. */
  private static final Pattern WORD = Pattern.compile("(?=.{4})([A-Z][a-z0-9]+)+");

  /** Words that are not ours, by the class that may write them. */
  private static final Map<String, Pattern> OTHERS =
      Map.ofEntries(
          // AWS's error codes, and the members of its policies.
          others("aws/AwsFailure", ".*"),
          others("guardrail/GuardrailSync", ".*Exception"),
          others("credentials/SessionPolicy", ".*"),
          others("credentials/SessionRefusal", "PackedPolicyTooLarge"),
          // Kubernetes' kinds, phases, types and statuses.
          others("cluster/EventRecorder", "Normal|Warning"),
          others("cluster/PodSurroundings", "CronJob"),
          others("cluster/Pods", "Succeeded|Failed"),
          others("endpoint/PodCensus", "Succeeded|Failed"),
          others("endpoint/EndpointServices", "ExternalName"),
          others("status/ConditionState$Status", "True|False|Unknown"),
          others("control/TemplateService", "False"),
          others("guardrail/Manager", "GuardrailPolicy"),
          // HTTP's headers.
          others("control/ControlServer", "Allow|Authorization"),
          others("prompt/StoredRevisions", "Accept"));

  /** Writes what API servers and AWS write. */
  private static final String STAND_INS = "training/";

  /** Declares the codes that only the control API has. */
  private static final String CATALOGUE = "control/ControlError";

  private static Map.Entry<String, Pattern> others(String type, String words) {
    return Map.entry(type, Pattern.compile(words));
  }

  @Test
  void noTypeReasonOrCodeIsWrittenOut() throws IOException {
    var catalogue = catalogue();
    var found = new TreeMap<String, Set<String>>();
    forEachClass(
        type -> {
          var name = name(type);
          var words =
              entries(type, StringEntry.class)
                  .map(StringEntry::stringValue)
                  .filter(each -> catalogue.contains(each) || WORD.matcher(each).matches())
                  .filter(each -> !name.equals(CATALOGUE) || catalogue.contains(each))
                  .filter(
                      each ->
                          !OTHERS.containsKey(name) || !OTHERS.get(name).matcher(each).matches())
                  .collect(Collectors.toSet());
          if (!words.isEmpty() && !name.startsWith(STAND_INS)) {
            found.put(name, words);
          }
        });

    assertThat(found)
        .as("words that belong into an enum of reasons or codes, or else to others")
        .isEmpty();
  }

  @Test
  void onlyTheConditionSetAndTheEventRecorderWriteReasons() throws IOException {
    var writers = new ArrayList<String>();
    forEachClass(
        type -> {
          if (entries(type, MethodRefEntry.class).anyMatch(WordsTest::writesReason)) {
            writers.add(name(type));
          }
        });

    assertThat(writers).containsExactlyInAnyOrder("status/ConditionSet", "cluster/EventRecorder");
  }

  private static boolean writesReason(MethodRefEntry method) {
    var owner = method.owner().asInternalName();
    return Pattern.matches(
            "io/fabric8/kubernetes/api/model/(.+/)?(Condition|Event)(Builder|Fluent|)", owner)
        && (method.name().equalsString("withReason")
            || method.name().equalsString("setReason")
            || (method.name().equalsString("<init>")
                && method.typeSymbol().parameterList().stream()
                    .anyMatch(each -> each.displayName().equals("String"))));
  }

  private static Set<String> catalogue() {
    return Stream.of(
            Arrays.stream(ConditionReason.values()).map(DocumentedReason::id),
            Arrays.stream(EventReason.values()).map(DocumentedReason::id),
            Arrays.stream(ConditionType.values()).map(ConditionType::id),
            Arrays.stream(ErrorCode.values()).map(ErrorCode::text),
            Arrays.stream(NotServed.values()).map(NotServed::reason),
            Arrays.stream(AdmissionReason.values()).map(AdmissionReason::id))
        .flatMap(each -> each)
        .collect(Collectors.toSet());
  }

  private static void forEachClass(Consumer<ClassModel> action) throws IOException {
    try (var files = Files.walk(CLASSES)) {
      for (var file : files.filter(each -> each.toString().endsWith(".class")).toList()) {
        action.accept(ClassFile.of().parse(file));
      }
    }
  }

  private static String name(ClassModel type) {
    return type.thisClass().asInternalName().replaceFirst("^ai/kernelpanic09/operator/", "");
  }

  private static <T extends PoolEntry> Stream<T> entries(ClassModel type, Class<T> kind) {
    var found = new ArrayList<T>();
    type.constantPool()
        .forEach(
            each -> {
              if (kind.isInstance(each)) {
                found.add(kind.cast(each));
              }
            });
    return found.stream();
  }
}
