package ai.kernelpanic09.sidecar.control;

import ai.kernelpanic09.sidecar.endpoint.Supplied;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Which endpoints the operator is asked about, and when. It costs the same however many endpoints
 * there are, for it looks at those alone of which something may be new.
 *
 * <p>Each endpoint is of one {@link Kind}, and filed under the times that count for its kind, but
 * for the {@link Pace}, which is the same for all and may change at any time: it comes in when the
 * lines are read. What holds between two calls of any methods:
 *
 * <ul>
 *   <li>An endpoint that has been changed is in {@code changed}, until it is looked at and filed
 *       anew. Whoever changes one has to say so, by {@link #changed}.
 *   <li>Any other endpoint is filed as what it was when it was looked at last. By time alone only
 *       one kind can turn into a more pressing one, a {@link Kind#RENEWING} into a {@link
 *       Kind#WANTED}, and not before its time in {@code turns}, when it is looked at again.
 *   <li>By time alone an endpoint may become less pressing than it is filed. So whatever comes
 *       first in a line is looked at again before it counts.
 * </ul>
 *
 * <p>So the answers are those of a walk over all endpoints. Not thread-safe: one event loop owns
 * it.
 *
 * @param <E> the endpoints, which are told apart by identity
 */
final class SyncAgenda<E extends Supplied> {

  /** Keeps a request far below the 256 KiB that the protocol allows. */
  static final int MAX_ENDPOINTS = 100;

  /**
   * Places of a request that no more pressing kind takes, so that any number of pressing endpoints
   * lets the others renew what they hold.
   */
  static final int KEPT = 10;

  private final Pace pace;
  private final Map<E, Entry<E>> entries = new HashMap<>();
  private final Set<Entry<E>> changed = new LinkedHashSet<>();

  /** Endpoints on which calls wait, and maybe some on which none wait any more. */
  private final Set<Entry<E>> awaited = new LinkedHashSet<>();

  /** During a drain, endpoints that are not drained, and maybe some that are by now. */
  private final Set<Entry<E>> undrained = new LinkedHashSet<>();

  /** The urgent ones, by when they were last asked about, or their pause ends. */
  private final TimeLine<Entry<E>> urgent = new TimeLine<>();

  /** The wanted ones, likewise. */
  private final TimeLine<Entry<E>> wanted = new TimeLine<>();

  /** The wanted ones by when their renewal is due. */
  private final TimeLine<Entry<E>> wantedRenewals = new TimeLine<>();

  /** The other ones, likewise. */
  private final TimeLine<Entry<E>> renewals = new TimeLine<>();

  /** The other ones by when they may become wanted without a change, if ever. */
  private final TimeLine<Entry<E>> turns = new TimeLine<>();

  private boolean draining;

  /** How pressing it is to ask about an endpoint. */
  private enum Kind {
    /** Calls wait, or something is left to give back at the end. */
    URGENT,
    /** Calls will wait soon, or another holder needs what this one has. */
    WANTED,
    /** What is held has to be renewed some time. */
    RENEWING
  }

  private static final class Entry<E> {
    final E endpoint;

    /** When it is to be asked about even if nothing presses. */
    long renewalNanos;

    /** After no answer, not to be asked about before. */
    long pauseNanos;

    /** When it was asked about last; since when it has been known, until then. */
    long askedNanos;

    Entry(E endpoint, long nowNanos) {
      this.endpoint = endpoint;
      renewalNanos = nowNanos;
      pauseNanos = nowNanos;
      askedNanos = nowNanos;
    }

    /** When its renewal is due. */
    long dueNanos() {
      return later(renewalNanos, pauseNanos);
    }

    long readyNanos() {
      return later(pauseNanos, askedNanos);
    }
  }

  SyncAgenda(Pace pace) {
    this.pace = pace;
  }

  private static long later(long oneNanos, long otherNanos) {
    return oneNanos - otherNanos > 0 ? oneNanos : otherNanos;
  }

  /** Takes an endpoint up, whose renewal is due at once; does nothing for a known one. */
  void add(E endpoint, long nowNanos) {
    if (!entries.containsKey(endpoint)) {
      var entry = new Entry<>(endpoint, nowNanos);
      entries.put(endpoint, entry);
      note(entry);
    }
  }

  /** Notes that a known endpoint may have changed in any way. */
  void changed(E endpoint) {
    note(entry(endpoint));
  }

  private Entry<E> entry(E endpoint) {
    var entry = entries.get(endpoint);
    if (entry == null) {
      throw new IllegalArgumentException("not on the agenda: " + endpoint);
    }
    return entry;
  }

  private void note(Entry<E> entry) {
    changed.add(entry);
    if (entry.endpoint.isAwaited()) {
      awaited.add(entry);
    }
  }

  /** Has every endpoint's renewal due now. */
  void renewAll(long nowNanos) {
    for (var entry : entries.values()) {
      entry.renewalNanos = nowNanos;
      note(entry);
    }
  }

  /** From now on every endpoint that is not drained is urgent. */
  void drain() {
    draining = true;
    entries.values().forEach(this::note);
  }

  /** Notes that the operator is asked about the endpoint. */
  void asked(E endpoint, long nowNanos) {
    var entry = entry(endpoint);
    entry.askedNanos = nowNanos;
    note(entry);
  }

  /** Sets the endpoint's next renewal, and ends its pause. */
  void renewAt(E endpoint, long nanos, long nowNanos) {
    var entry = entry(endpoint);
    entry.renewalNanos = nanos;
    entry.pauseNanos = nowNanos;
    note(entry);
  }

  /** Has the endpoint not asked about before this time. */
  void pause(E endpoint, long untilNanos) {
    var entry = entry(endpoint);
    entry.pauseNanos = untilNanos;
    note(entry);
  }

  /** Has the endpoint's renewal due at this time, and not asked about it before. */
  void putOff(E endpoint, long untilNanos) {
    var entry = entry(endpoint);
    entry.renewalNanos = untilNanos;
    entry.pauseNanos = untilNanos;
    note(entry);
  }

  /** Whether calls wait on any endpoint. */
  boolean isAnyAwaited() {
    for (var each = awaited.iterator(); each.hasNext(); each.remove()) {
      if (each.next().endpoint.isAwaited()) {
        return true;
      }
    }
    return false;
  }

  /** The endpoints on which calls wait. */
  List<E> awaited() {
    return awaited.stream().map(each -> each.endpoint).filter(Supplied::isAwaited).toList();
  }

  /** Whether every endpoint is drained. */
  boolean isDrained(long nowNanos) {
    look(nowNanos);
    for (var each = undrained.iterator(); each.hasNext(); each.remove()) {
      if (!each.next().endpoint.isDrained()) {
        return false;
      }
    }
    return true;
  }

  /**
   * The endpoints to ask about now, in one request. The most pressing ones come first, and of the
   * same kind those that have waited longest.
   */
  List<E> due(long nowNanos) {
    look(nowNanos);
    var pressing =
        isReached(pace.urgentNanos(nowNanos), nowNanos)
            ? reached(urgent, Kind.URGENT, nowNanos)
            : List.<Entry<E>>of();
    var soon =
        reached(
            isReached(pace.wantedNanos(nowNanos), nowNanos) ? wanted : wantedRenewals,
            Kind.WANTED,
            nowNanos);
    var renewing =
        isReached(pace.any(nowNanos, nowNanos), nowNanos)
            ? reached(renewals, Kind.RENEWING, nowNanos)
            : List.<Entry<E>>of();
    var keptForRenewing = Math.min(KEPT, renewing.size());
    var keptForSoon = Math.min(KEPT, soon.size());
    var due = new ArrayList<E>();
    fill(due, pressing, MAX_ENDPOINTS - keptForSoon - keptForRenewing);
    fill(due, soon, MAX_ENDPOINTS - keptForRenewing);
    fill(due, renewing, MAX_ENDPOINTS);
    return due;
  }

  private void fill(List<E> due, List<Entry<E>> from, int until) {
    for (var each : from) {
      if (due.size() >= until) {
        return;
      }
      due.add(each.endpoint);
    }
  }

  /** When something is due next, if nothing is at present and nothing changes. */
  OptionalLong nextNanos(long nowNanos) {
    look(nowNanos);
    var next = OptionalLong.empty();
    var pressing = first(urgent, Kind.URGENT, nowNanos);
    if (pressing.isPresent()) {
      var at = later(pace.urgentNanos(nowNanos), pressing.getAsLong());
      next = earlier(next, at, nowNanos);
    }
    var soon = first(wanted, Kind.WANTED, nowNanos);
    if (soon.isPresent()) {
      var at = later(pace.wantedNanos(nowNanos), soon.getAsLong());
      next = earlier(next, at, nowNanos);
    }
    var soonRenewing = first(wantedRenewals, Kind.WANTED, nowNanos);
    if (soonRenewing.isPresent()) {
      next = earlier(next, soonRenewing.getAsLong(), nowNanos);
    }
    var renewing = first(renewals, Kind.RENEWING, nowNanos);
    if (renewing.isPresent()) {
      next = earlier(next, pace.any(renewing.getAsLong(), nowNanos), nowNanos);
    }
    return next;
  }

  private static OptionalLong earlier(OptionalLong one, long otherNanos, long now) {
    return one.isPresent() && one.getAsLong() - now <= otherNanos - now
        ? one
        : OptionalLong.of(otherNanos);
  }

  private static boolean isReached(long nanos, long now) {
    return nanos - now <= 0;
  }

  /** Looks at the endpoints that may be of another kind than the one that they are filed as. */
  private void look(long now) {
    changed.forEach(each -> file(each, now));
    changed.clear();
    for (var turn = turns.first();
        turn != null && isReached(turn.nanos(), now);
        turn = turns.first()) {
      file(turn.of(), now);
    }
  }

  private Kind kind(Entry<E> entry, long now) {
    if (entry.endpoint.isAwaited() || (draining && !entry.endpoint.isDrained())) {
      return Kind.URGENT;
    }
    return entry.endpoint.isSyncWanted(now) ? Kind.WANTED : Kind.RENEWING;
  }

  private void file(Entry<E> entry, long now) {
    if (draining && !entry.endpoint.isDrained()) {
      undrained.add(entry);
    }
    var kind = kind(entry, now);
    if (kind != Kind.URGENT) {
      urgent.remove(entry);
    }
    if (kind != Kind.WANTED) {
      wanted.remove(entry);
      wantedRenewals.remove(entry);
    }
    if (kind != Kind.RENEWING) {
      renewals.remove(entry);
      turns.remove(entry);
    }
    switch (kind) {
      case URGENT -> urgent.put(entry, entry.readyNanos());
      case WANTED -> {
        wanted.put(entry, entry.readyNanos());
        wantedRenewals.put(entry, entry.dueNanos());
      }
      case RENEWING -> {
        renewals.put(entry, entry.dueNanos());
        var quiet = entry.endpoint.quietNanos(now);
        if (quiet == Long.MAX_VALUE) {
          turns.remove(entry);
        } else {
          turns.put(entry, now + Math.max(1, quiet));
        }
      }
    }
  }

  /** The first endpoints of a line whose time has come and that are of this kind still. */
  private List<Entry<E>> reached(TimeLine<Entry<E>> line, Kind kind, long now) {
    var reached = new ArrayList<Entry<E>>();
    var others = new ArrayList<Entry<E>>();
    for (var place : line) {
      if (!isReached(place.nanos(), now) || reached.size() == MAX_ENDPOINTS) {
        break;
      }
      (kind(place.of(), now) == kind ? reached : others).add(place.of());
    }
    others.forEach(each -> file(each, now));
    return reached;
  }

  /** The time of the first endpoint of a line that is of this kind still. */
  private OptionalLong first(TimeLine<Entry<E>> line, Kind kind, long now) {
    for (var place = line.first(); place != null; place = line.first()) {
      if (kind(place.of(), now) == kind) {
        return OptionalLong.of(place.nanos());
      }
      file(place.of(), now);
    }
    return OptionalLong.empty();
  }
}
