package ai.kernelpanic09.core.account;

import ai.kernelpanic09.core.endpoint.EndpointName;

/**
 * Keeps the leases of a process across its crash. When {@code write} returns, the entry survives
 * the death of the process; a death during the write leaves the entry as it was before.
 */
public interface Journal {

  /** Replaces the entry of the same endpoint, day and incarnation. */
  void write(JournalEntry entry);

  /** Forgets a lease that is booked in full. */
  void remove(EndpointName endpoint, long windowSeq, String incarnation);
}
