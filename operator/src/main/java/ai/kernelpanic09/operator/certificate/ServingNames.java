package ai.kernelpanic09.operator.certificate;

import ai.kernelpanic09.api.Names;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The names and addresses under which clients reach this process. */
public record ServingNames(List<String> dnsNames, List<InetAddress> addresses) {

  public ServingNames {
    dnsNames = List.copyOf(dnsNames);
    addresses = List.copyOf(addresses);
  }

  /**
   * The names of the Services for admission and control, the pod's address, and the loopback's for
   * checks within the pod.
   *
   * @param podIp null outside of a cluster
   * @throws IllegalArgumentException when {@code podIp} is not a literal address
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
