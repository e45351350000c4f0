package ai.kernelpanic09.operator.certificate;

import ai.kernelpanic09.api.Names;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Under which names clients reach this process. */
public record ServingNames(List<String> dnsNames, List<InetAddress> addresses) {

  public ServingNames {
    dnsNames = List.copyOf(dnsNames);
    addresses = List.copyOf(addresses);
  }

  /**
   * Those of the Services for admission and for control, the pod's own address if it has one, and
   * the loopback's, for whoever checks from beside the process.
   *
   * @throws IllegalArgumentException when {@code podIp} is no literal address
   */
  public static ServingNames of(String namespace, String clusterDomain, @Nullable String podIp) {
    return new ServingNames(
        Stream.concat(
                Stream.of(Names.WEBHOOK_SERVICE, Names.CONTROL_SERVICE)
                    .map(service -> service + "." + namespace)
                    .flatMap(
                        name -> Stream.of(name, name + ".svc", name + ".svc." + clusterDomain)),
                Stream.of("localhost"))
            .toList(),
        Stream.of(podIp, "127.0.0.1", "::1")
            .filter(Objects::nonNull)
            .map(InetAddress::ofLiteral)
            .distinct()
            .toList());
  }
}
