package ai.kernelpanic09.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NamespaceAccessTest {

  @ParameterizedTest
  @CsvSource({
    // endpoint's, spec.allowedNamespaces, pod's, may use it
    "team,  '',           team,   true",
    "team,  other,        team,   true",
    "team,  '',           other,  false",
    "team,  other,        other,  true",
    "team,  first other,  other,  true",
    "team,  first other,  third,  false",
    "team,  *,            other,  true",
    "team,  other *,      third,  true",
    "team,  oth,          other,  false",
    "team,  other,        oth,    false",
    "team,  oth*,         other,  false",
    "team,  Other,        other,  false",
    "team,  '',           *,      false",
    "team,  '',           '',     false"
  })
  void anEndpointIsForItsOwnNamespaceAndThoseThatItAllows(
      String endpointNamespace, String allowed, String podNamespace, boolean expected) {
    List<String> namespaces = allowed.isEmpty() ? List.of() : Arrays.asList(allowed.split(" ", -1));

    assertThat(NamespaceAccess.isAllowed(endpointNamespace, namespaces, podNamespace))
        .isEqualTo(expected);
  }
}
