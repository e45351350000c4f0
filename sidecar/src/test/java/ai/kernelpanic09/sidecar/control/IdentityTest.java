package ai.kernelpanic09.sidecar.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kernelpanic09.sidecar.TestCertificate;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which CAs prove the operator to a sidecar. */
class IdentityTest {

  private final Vertx vertx = Vertx.vertx();

  @TempDir private Path folder;

  private String sealed = "";

  @BeforeEach
  void write() throws IOException {
    sealed = TestCertificate.create(folder).pem();
    Files.writeString(folder.resolve("token"), "a-token\n");
    Files.writeString(folder.resolve("ca.crt"), "what an editor of the namespace wrote");
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void thoseThatThePodWasCreatedWithCountAlone() {
    var proof = identity(sealed, InstantSource.system()).read().await();

    assertThat(proof.token()).isEqualTo("a-token");
    assertThat(proof.ca().toString()).isEqualTo(sealed);
  }

  @Test
  void aFileHasThemWhereThePodHasNone() {
    var proof = identity("", InstantSource.system()).read().await();

    assertThat(proof.ca().toString()).isEqualTo("what an editor of the namespace wrote");
  }

  @Test
  void anExpiredOneProvesNobody() {
    var later = InstantSource.fixed(Instant.now().plus(Duration.ofDays(3)));

    assertThatThrownBy(() -> identity(sealed, later).read().await())
        .isInstanceOf(ControlException.class)
        .hasMessageContaining("expired");
  }

  private Identity identity(String authorities, InstantSource clock) {
    return new Identity(vertx, folder, OperatorAuthorities.of(authorities), clock);
  }
}
