package ai.kernelpanic09.sidecar;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A self-signed certificate for the loopback, made by the JDK's own keytool. */
public record TestCertificate(Path keyStore, String password, String pem) {

  private static final String PASSWORD = "changeit";
  private static final String NAMES = "SAN=dns:localhost,ip:127.0.0.1";

  /** One that is trusted as it is. */
  public static TestCertificate create(Path directory) {
    var store = directory.resolve("control.p12");
    try {
      keys(store, "control", NAMES);
      return new TestCertificate(store, PASSWORD, pem(store, "control"));
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * One of an authority that another has certified, as after a rotation: only the older authority
   * is trusted.
   */
  public static TestCertificate rotated(Path directory) {
    var all = directory.resolve("all.p12");
    var store = directory.resolve("rotated.p12");
    try {
      keys(all, "older", "bc:c");
      keys(all, "newer", "bc:c");
      keys(all, "control", NAMES);
      var newer = certified(directory, all, "newer", "older", "bc:c");
      var control = certified(directory, all, "control", "newer", NAMES);
      // Else the chain would end with the newer authority's certificate of itself.
      keytool(all, "-delete", "-alias", "newer");
      var chain = directory.resolve("chain.pem");
      Files.writeString(chain, control + newer + pem(all, "older"));
      keytool(all, "-importcert", "-noprompt", "-alias", "control", "-file", chain.toString());
      // With the keys of the authorities in it, a server might choose one of those.
      keytool(
          all,
          "-importkeystore",
          "-srckeystore",
          all.toString(),
          "-srcstorepass",
          PASSWORD,
          "-srcalias",
          "control",
          "-destkeystore",
          store.toString(),
          "-deststoretype",
          "PKCS12",
          "-deststorepass",
          PASSWORD);
      return new TestCertificate(store, PASSWORD, pem(all, "older"));
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void keys(Path store, String alias, String extension) throws IOException {
    keytool(
        store,
        "-genkeypair",
        "-alias",
        alias,
        "-keyalg",
        "EC",
        "-groupname",
        "secp256r1",
        "-dname",
        "CN=" + alias,
        "-validity",
        "2",
        "-ext",
        extension,
        "-storetype",
        "PKCS12");
  }

  /** The certificate of a key, signed by another. */
  private static String certified(
      Path directory, Path store, String alias, String by, String extension) throws IOException {
    var request = directory.resolve(alias + ".csr").toString();
    keytool(store, "-certreq", "-alias", alias, "-file", request);
    return keytool(store, "-gencert", "-rfc", "-alias", by, "-infile", request, "-ext", extension);
  }

  private static String keytool(Path store, String... arguments) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    if (!command.contains("-importkeystore")) {
      command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
    }
    var process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    try {
      if (process.waitFor() != 0) {
        throw new IllegalStateException(command + ": " + output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return output;
  }

  private static String pem(Path store, String alias) throws IOException, GeneralSecurityException {
    var keys = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    var encoded =
        Base64.getMimeEncoder(64, new byte[] {'\n'})
            .encodeToString(keys.getCertificate(alias).getEncoded());
    return "-----BEGIN CERTIFICATE-----\n" + encoded + "\n-----END CERTIFICATE-----\n";
  }
}
