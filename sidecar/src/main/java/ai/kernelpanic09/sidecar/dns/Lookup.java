package ai.kernelpanic09.sidecar.dns;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Finds all addresses of a host, and may block for as long as that takes. */
@FunctionalInterface
public interface Lookup {

  /** The platform's resolver: hosts file, search domains and name servers as the pod has them. */
  Lookup SYSTEM = InetAddress::getAllByName;

  InetAddress[] find(String host) throws UnknownHostException;
}
