package ai.kernelpanic09.cli.bill;

import java.util.Arrays;

/**
 * The ids of requests that were seen, as hashes of 64 bits: 16 bytes a call, and among a hundred
 * million calls one chance in four thousand that some two are taken for one.
 */
final class RequestIds {

  private static final long PRIME = 0x100000001b3L;
  private static final long OFFSET = 0xcbf29ce484222325L;

  private long[] table = new long[1 << 12];
  private int size;

  /** Returns whether the id is new. */
  boolean add(String id) {
    if (size * 2 >= table.length) {
      grow();
    }
    if (!put(table, hash(id))) {
      return false;
    }
    size++;
    return true;
  }

  private void grow() {
    var larger = new long[table.length * 2];
    Arrays.stream(table).filter(each -> each != 0).forEach(each -> put(larger, each));
    table = larger;
  }

  private static boolean put(long[] table, long hash) {
    var at = (int) (hash ^ (hash >>> 32)) & (table.length - 1);
    while (table[at] != 0) {
      if (table[at] == hash) {
        return false;
      }
      at = (at + 1) & (table.length - 1);
    }
    table[at] = hash;
    return true;
  }

  /** FNV-1a, mixed; never 0, which marks a free place. */
  private static long hash(String id) {
    var hash = OFFSET;
    for (var i = 0; i < id.length(); i++) {
      hash = (hash ^ id.charAt(i)) * PRIME;
    }
    hash ^= hash >>> 32;
    hash *= 0x9e3779b97f4a7c15L;
    hash ^= hash >>> 29;
    return hash == 0 ? 1 : hash;
  }
}
